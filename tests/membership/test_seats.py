"""What is suggested while somebody types a trade, and which members a search finds by theirs."""

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.admin.setup import Changes
from bot.core.errors import Refused
from bot.groups.model import Seats
from bot.membership import trades
from bot.membership.members.model import Person
from bot.membership.members.profile import Profile
from bot.membership.seats.matching import ALIKE, held_suggestions, matches, meant, suggestions
from bot.services import Services
from tests.fuzz import examples
from tests.people import CHANNEL, People, someone

OWN = [
    f"{what} {who} {n}"
    for n in range(50)
    for what in ("Cloud", "Moon")
    for who in ("painter", "baker", "maker", "washer", "seller")
]
LETTERS = "abcdefghijklmnopqrstuvwxyzç"


@pytest.mark.parametrize(
    ("typed", "english", "portuguese"),
    [
        ("realtor", "Real estate agent", "Corretor de imóveis"),
        ("real estate agent", "Real estate agent", "Corretor de imóveis"),
        ("agent real estate", "Real estate agent", "Corretor de imóveis"),
        ("realestate", "Real estate agent", "Corretor de imóveis"),
        ("corretor", "Real estate agent", "Corretor de imóveis"),
        ("coretor", "Real estate agent", "Corretor de imóveis"),
        ("CORRETORA DE IMOVEIS", "Real estate agent", "Corretor de imóveis"),
        ("corretor de seg", "Insurance broker", "Corretor de seguros"),
        ("fotografo", "Photographer", "Fotografia"),
        ("fotogr", "Photographer", "Fotografia"),
        ("advogado trabalhista", "Labor lawyer", "Advocacia trabalhista"),
        ("trabalhista advogada", "Labor lawyer", "Advocacia trabalhista"),
        ("labor lawer", "Labor lawyer", "Advocacia trabalhista"),
        ("lawyer", "Lawyer", "Advocacia"),
        ("\u200fdentista\u200f", "Dentist", "Odontologia"),
        ("lava rapido", "Car detailing", "Estética automotiva"),
        ("ar condicionado", "HVAC contractor", "Ar-condicionado"),
    ],
)
def test_the_trade_that_is_meant_comes_first(typed: str, english: str, portuguese: str) -> None:
    assert suggestions(typed, [], "en")[0] == english
    assert suggestions(typed, [], "pt-BR")[0] == portuguese


@pytest.mark.parametrize("tag", ["en", "pt-BR"])
def test_before_anything_is_typed_what_nearly_every_group_has_stands_in_order(tag: str) -> None:
    start = suggestions(" \u200b", OWN, tag)
    assert len(start) == 25
    assert all(trades.known(name) in trades.popular() and len(name) <= 100 for name in start)
    assert start[0] == {"en": "Accountant", "pt-BR": "Advocacia"}[tag]


def test_what_is_held_beside_the_catalogue_is_offered_once_and_no_trade_twice() -> None:
    held = ["Cloud painter", "CLOUD PAINTER", "Realtor", "corretora de imóveis"]
    assert [name for name in suggestions("painter", held, "en") if "loud" in name.lower()] == ["CLOUD PAINTER"]
    assert suggestions("clod paint", held, "en")[0] == "CLOUD PAINTER"
    found = suggestions("realtor", held, "en")
    assert found[0] == "Real estate agent"
    assert not {"Realtor", "corretora de imóveis"} & set(found)


@pytest.mark.parametrize("tag", ["en", "pt-BR"])
def test_a_filter_offers_only_what_is_held_as_its_holders_call_it(tag: str) -> None:
    held = ["", "Realtor", "Corretora de imóveis", "Cloud painter", "Fotógrafo", "Élan coach"]
    assert held_suggestions("", held, tag) == ["Cloud painter", "Corretora de imóveis", "Élan coach", "Fotógrafo"]
    assert held_suggestions("coretor", held, tag) == ["Corretora de imóveis"]
    assert held_suggestions("photographer", held, tag)[0] == "Fotógrafo"
    assert held_suggestions("lawyer", held, "en") == []


@st.composite
def slips(draw: st.DrawFn) -> tuple[str, str, str]:
    """A language, a name of six letters or more in it, and the name with one letter left out, put in, changed or swapped."""
    tag = draw(st.sampled_from(["en", "pt-BR"]))
    name = draw(st.sampled_from([name for trade in trades.catalogue() if len(name := trade.name(tag)) >= 6]))
    at, letter = draw(st.integers(0, len(name) - 2)), draw(st.sampled_from(LETTERS))
    kind = draw(st.sampled_from(["out", "in", "change", "swap"]))
    before, here, after = name[:at], name[at], name[at + 1 :]
    written = {
        "out": before + after,
        "in": before + letter + here + after,
        "change": before + letter + after,
        "swap": before + after[0] + here + after[1:],
    }
    return tag, name, written[kind]


@examples(300)
@given(slips())
def test_one_slip_still_finds_the_trade_among_the_first_five(slip: tuple[str, str, str]) -> None:
    tag, name, written = slip
    assert name in suggestions(written, [], tag)[:5], written


HOSTILE = {
    "10,000 characters": "advogado " * 1111,
    "10,000 of one": "x" * 10_000,
    "emoji": "🐕🎂👩‍⚖️",
    "right to left": "\u202e\u200frotlaer\u202c",
    "letters apart": "a b c d e f g h i j k l m n",
    "beginnings": "consult engenh advoga fotogr market corret projet",
    "marks": "a" + "\u0301\u0323" * 2000,
    "nul and surrogate": "\x00\ud800",
    "100 at random": "".join(random.Random(1).choices("abcdefghij klmno pqrst", k=100)),
    "100 of anywhere": "".join(chr(random.Random(2).randrange(32, 0xD7FF)) for _ in range(100)),
    "one letter": "a",
}


@pytest.mark.parametrize("typed", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.parametrize("tag", ["en", "pt-BR"])
def test_whatever_is_typed_is_answered(typed: str, tag: str) -> None:
    found = suggestions(typed, OWN, tag)
    assert len(found) <= 25
    assert len(found) == len(set(found))
    assert 0 <= matches(typed, "Realtor") <= 100


@given(st.text(max_size=150), st.lists(st.text(max_size=70), max_size=5))
@examples(100)
def test_no_text_is_too_strange(typed: str, held: list[str]) -> None:
    assert len(suggestions(typed, held, "en", 7)) <= 7
    assert set(held_suggestions(typed, held, "de")) <= {*held, *(trade.name("en") for trade in trades.catalogue())}
    assert all(0 <= matches(typed, seat) <= 100 for seat in held)


@pytest.mark.parametrize(
    ("search", "seat"),
    [
        ("realtor", "Corretor de imóveis"),
        ("reltor", "Corretora de imóveis"),
        ("lawyer", "Advocacia trabalhista"),
        ("advogado", "Labor lawyer"),
        ("cloud", "Cloud painter"),
        ("clod painter", "Cloud painter"),
        ("e-commerce", "Loja virtual"),
        ("🐕", "🐕 walker"),
    ],
)
def test_a_search_finds_a_trade_by_any_of_its_names(search: str, seat: str) -> None:
    assert matches(search, seat) >= ALIKE


@pytest.mark.parametrize(
    ("search", "seat"),
    [
        ("realtor", "Advocacia"),
        ("real estate lawyer", "Real estate agent"),
        ("wedding photographer", "Photographer"),
        ("tax lawyer", "Lawyer"),
        ("🐕", "Baker"),
    ],
)
def test_a_search_leaves_out_another_trade(search: str, seat: str) -> None:
    assert matches(search, seat) < ALIKE


@pytest.mark.parametrize(
    ("search", "trade"),
    [
        ("plumber", "plumber"),
        ("plumbers", "plumber"),
        ("encanadores", "plumber"),
        ("a good plumber", "plumber"),
        ("telecommunications", "telecommunications"),
        ("Ana Souza", None),
        ("🐕", None),
    ],
)
def test_the_trade_that_a_search_asks_for(search: str, trade: str | None) -> None:
    found = meant(search)
    assert (found and found.id) == trade


async def test_a_search_that_nobody_fits_names_the_trade_if_it_is_open(services: Services, people: People) -> None:
    async def open_trade(search: str, seat: str = "") -> str:
        found = await services.profiles.directory(people.ana, search, seat, 0, 9)
        assert not (found.members and found.open_trade)
        return found.open_trade

    assert await open_trade("plumbers") == "Plumber"
    assert await open_trade("", "encanador") == "Plumber"
    assert await open_trade("Cloud painters") == ""
    await services.openings.look_for(people.ana, "Cloud painter")
    assert await open_trade("Cloud painters") == "Cloud painter"
    await services.roster.add(people.ana, someone(4), "Plumbing")
    assert await open_trade("plumbers") == ""
    assert await names(services, people, "plumbers", "") == ["Duda"]


async def names(services: Services, people: People, search: str, seat: str) -> list[str]:
    return [member.name for member in (await services.profiles.directory(people.ana, search, seat, 0, 9)).members]


async def test_the_directory_knows_what_trades_are_called(services: Services, people: People) -> None:
    await services.roster.add(people.ana, someone(4), "Corretor de imóveis")
    await services.roster.add(people.ana, Person(5, "Elisa"), "Commercial realtor")
    await services.roster.add(people.ana, Person(6, "Fabio"), "Cloud painter")
    assert (await names(services, people, "realtor", ""))[0] == "Duda"
    assert await names(services, people, "", "Real estate agent") == ["Duda"]
    assert await names(services, people, "", "corretor") == ["Duda"]
    assert await names(services, people, "", "clod painter") == ["Fabio"]
    assert await names(services, people, "", "broker of houses") == []
    assert await names(services, people, "fabio", "Real estate agent") == []


async def test_a_trade_that_nobody_holds_leads_to_those_like_it(services: Services, people: People) -> None:
    await services.roster.add(people.ana, someone(4), "Labor lawyer")
    await services.profiles.edit(people.duda, Profile("Law & Co", "Advice", "Owners", "", ""), "f:4:n")
    assert await names(services, people, "", "lawyer") == ["Duda"]


async def test_an_exclusive_trade_is_the_same_by_any_name(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.roster.add(people.ana, someone(4), "Corretor de imóveis")
    with pytest.raises(Refused, match="taken by {name}"):
        await services.roster.add(people.ana, Person(5, "Elisa"), "REALTOR ")
    assert (await services.roster.add(people.ana, Person(5, "Elisa"), "Commercial realtor")).seat == "Commercial realtor"
