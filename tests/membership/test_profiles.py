"""Profiles and stories: what is kept, who reads a contact, and whom a search finds first."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.actor import Actor
from bot.core.audit_log import store as audit_log_store
from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.core.text import compared
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Sharing, Story
from bot.membership.profiles.model import Line
from bot.membership.profiles.search import fitting, matched, words_of
from bot.membership.trades import catalogue
from bot.referrals.model import Verb
from bot.referrals.typed import Typed
from bot.services import Services
from tests.fuzz import examples
from tests.people import GROUP, People, actor, someone

BAKERY = Profile("Bruno's Bread", "Cakes", "Cafés without a baker", "bruno@example.org", "bread.example")
STORY = Story("A second oven", "Bread for the mayor", "Chess", "Rotary", "Talking to landlords")
MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "3")


@pytest.fixture
async def bakery(services: Services, people: People) -> Services:
    await services.profiles.edit(people.bruno, BAKERY, "f:2:bakery")
    return services


async def contact(services: Services, reader: object, user_id: int = 2) -> tuple[str, bool]:
    shown = await services.profiles.show(reader, user_id)
    return shown.member.profile.contact, shown.hides_contact


async def listed(services: Services, reader: Actor, search: str = "", seat: str = "") -> list[Line]:
    return (await services.profiles.directory(reader, search, seat, 0, 8)).members


@pytest.mark.parametrize(
    ("sharing", "before", "after"),
    [(Sharing.MEMBERS, True, True), (Sharing.PARTNERS, False, True), (Sharing.NOBODY, False, False)],
)
@pytest.mark.parametrize(("giver", "receiver"), [(2, 3), (3, 2)])
async def test_a_contact_is_read_as_its_owner_shares_it(
    bakery: Services, people: People, sharing: Sharing, before: bool, after: bool, giver: int, receiver: int
) -> None:
    await bakery.preferences.share(people.bruno, sharing)
    told = {True: ("bruno@example.org", False), False: ("", True)}
    assert await contact(bakery, people.caio) == told[before]
    opened = await bakery.referrals.give(actor(giver), someone(receiver), MARIA, "f:r:1")
    assert await contact(bakery, people.caio) == told[after]
    assert await contact(bakery, people.ana) == told[before], "a moderator reads no more than a member"
    assert await contact(bakery, people.bruno) == told[True], "oneself, whatever one shares"
    await bakery.referrals.move(giver, opened.referral.id, Verb.UNDO)
    assert await contact(bakery, people.caio) == told[before], "what was taken back was never exchanged"


async def test_who_never_wrote_a_contact_hides_none(services: Services, people: People) -> None:
    await services.preferences.share(people.bruno, Sharing.NOBODY)
    assert await contact(services, people.caio) == ("", False)


async def test_who_left_the_server_is_said_to_have_left(bakery: Services, people: People, database: Database) -> None:
    async def move(status: Status, returns_to: Status | None) -> None:
        async def work(tx: object) -> None:
            present = await members_store.get(tx, GROUP, 2)
            await members_store.save(tx, replace(present, status=status, returns_to=returns_to))

        await database.write(work)

    await move(Status.LEFT, Status.ACTIVE)
    with pytest.raises(Refused, match="left the server"):
        await bakery.profiles.show(people.caio, 2)
    for status, returns_to in ((Status.LEFT, Status.APPLICANT), (Status.FORMER, None), (Status.APPLICANT, None)):
        await move(status, returns_to)
        with pytest.raises(Refused, match="not a member of the group"):
            await bakery.profiles.show(people.caio, 2)
    assert [each.name for each in await listed(bakery, people.caio)] == ["Ana", "Caio"]
    assert await listed(bakery, people.caio, "bruno") == []


async def test_links_are_checked_and_kept_as_addresses(bakery: Services, people: People) -> None:
    assert (await bakery.profiles.own(people.bruno)).profile.links == "https://bread.example"
    with pytest.raises(Refused, match="no link that others can follow"):
        await bakery.profiles.edit(people.bruno, replace(BAKERY, links="javascript:x"), "f:2:n")
    assert (await bakery.profiles.own(people.bruno)).profile.links == "https://bread.example"


async def test_a_story_is_told_once_and_the_log_says_that_it_was(services: Services, people: People, database: Database) -> None:
    for _ in range(2):
        await services.profiles.tell_story(people.bruno, STORY, "f:2:story")
    assert (await services.profiles.own(people.bruno)).story == STORY
    entries = await database.read(lambda tx: audit_log_store.of_member(tx, GROUP, 2, ("profile.edit", "profile.story"), 9))
    assert [(each.entry.action, dict(each.entry.after)) for each in entries] == [("profile.story", {})]


async def test_a_story_that_names_a_client_is_asked_about(services: Services, people: People) -> None:
    await services.referrals.give(people.bruno, someone(3), MARIA, "f:r:1")
    telling = replace(STORY, wins="A cake for Maria Souza")
    with pytest.raises(Doubt):
        await services.profiles.tell_story(people.bruno, telling, "f:2:n")
    assert (await services.profiles.own(people.bruno)).story == Story()
    assert (await services.profiles.tell_story(people.bruno, telling, "f:2:n", sure=True)).story == telling


async def test_a_field_that_is_too_long_is_named(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="may have {limit}") as refused:
        await services.profiles.tell_story(people.bruno, replace(STORY, circles="x" * 10_000), "f:2:n")
    assert refused.value.sentence.params["field"].text.startswith("Your circles")


@pytest.mark.parametrize(
    ("search", "found"),
    [
        ("bruno", ["Bruno"]),
        ("BRUNNO", ["Bruno"]),
        ("baker", ["Bruno", "Caio"]),  # his trade, before one who looks for them
        ("padeiro", ["Bruno"]),  # as the trade is called elsewhere
        ("brunos bread", ["Bruno"]),
        ("cafés", ["Bruno"]),
        ("landlords", ["Bruno"]),
        ("bruno landlord", ["Bruno"]),  # the name, and what he says of himself
        ("photos of weddings", ["Caio"]),
        ("wedding", ["Caio"]),
        ("weding", ["Caio"]),
        ("landlord photos", []),
        ("🍰", ["Caio"]),
        ("🍕", []),
        ("bruno@example.org", []),
    ],
)
async def test_a_search_finds_whatever_members_say(bakery: Services, people: People, search: str, found: list[str]) -> None:
    await bakery.roster.move_seat(people.ana, someone(2), "Baker")
    await bakery.profiles.tell_story(people.bruno, STORY, "f:2:story")
    await bakery.profiles.edit(
        people.caio, Profile("Caio & Co 🍰", "Photos of weddings", "Brides, and any baker", "", ""), "f:3:n"
    )
    assert [each.name for each in await listed(bakery, people.ana, search)] == found


@pytest.mark.parametrize(
    ("name", "offer", "search", "words"),
    [
        ("Nguyễn Đức", "", "nguyen duc", ("nguyen", "duc")),
        ("Łukasz Żak", "", "lukasz zak", ("lukasz", "zak")),
        ("Işık Çağ", "", "ISIK", ("ISIK",)),
        ("Søren Ægir", "", "soren aegir", ("soren", "aegir")),
        ("Ana", "Wedding cakes", "weddings cake Lisbon", ("weddings", "cake")),
        ("Ana", "Bolos de casamento", "bolo casamentos Recife", ("bolo", "casamentos")),
        ("Ana", "Pães e doces, telecomunicações", "pão doce", ("pão", "doce")),
        ("Ana", "Telecomunicações", "telecomunicação", ("telecomunicação",)),
        ("Ana", "Viagens", "viagem", ("viagem",)),
        ("Ana", "Wedding cakes", "a plumber in Lisbon", ()),
        ("Ana", "Wedding cakes", "cake Lisbon", ()),
        ("Ana", "Carpet", "marinheiro", ()),
    ],
)
def test_several_words_find_who_has_most_of_them_whatever_their_endings(
    name: str, offer: str, search: str, words: tuple[str, ...]
) -> None:
    others = Member(GROUP, 2, "Bruno Silva", Status.ACTIVE, "Cloud painter", Profile(offer="Clouds, skies"))
    member = Member(GROUP, 1, name, Status.ACTIVE, "Glazing", Profile(offer=offer))
    assert fitting(search, [others, member]) == ([member] if words else [])
    if words:
        assert matched(search, member) == words


def test_who_has_more_of_the_words_comes_first() -> None:
    offers = ("cakes", "wedding photos", "wedding cakes", "wedding cakes in Lisbon", "Lisbon")
    members = [
        Member(GROUP, number, f"N{number}", Status.ACTIVE, "x", Profile(offer=offer)) for number, offer in enumerate(offers)
    ]
    assert [each.user_id for each in fitting("wedding cake Lisbon", members)] == [3, 2]


async def test_who_is_on_leave_is_found_too(bakery: Services, people: People) -> None:
    await bakery.leave.go(people.bruno, "", "Back soon")
    found = await listed(bakery, people.caio, "bruno", "Trade 2")
    assert [(each.name, each.status) for each in found] == [("Bruno", Status.PAUSED)]
    assert (await bakery.profiles.show(people.caio, 2)).member.away.note == "Back soon"


SAID = "Reformas, pinturas e acabamentos para famílias que acabaram de comprar um apartamento na zona oeste número {}"
CROWD = [
    Member(
        GROUP,
        number,
        f"Ana Sousa {number}",
        Status.ACTIVE,
        catalogue()[number % len(catalogue())].name("pt"),
        Profile(f"Negócio {number}", SAID.format(number), SAID.format(number * 7), "", ""),
        story=Story(skills=SAID.format(number * 3)),
    )
    for number in range(500)
]


@given(st.text(max_size=80), st.text(max_size=80), st.text(max_size=80))
@examples(100)
def test_no_search_is_too_strange(search: str, name: str, offer: str) -> None:
    odd = Member(GROUP, 1, name, Status.ACTIVE, "Baker", Profile(offer=offer))
    assert fitting(search or "x", [odd]) in ([], [odd])


@given(st.text(min_size=1, max_size=30).filter(lambda text: any(c.isalnum() for c in text)))
@example("0\xad0")
@example("_0")
@example("\u0e33")
@examples(100)
def test_whoever_is_called_so_is_found(name: str) -> None:
    assert fitting(name, [Member(GROUP, 1, name, Status.ACTIVE, "Baker")])


@given(st.text(st.characters(max_codepoint=127), max_size=80))
@example("It's `here`_and\nthere: a-b 7.")
def test_a_text_in_ascii_has_the_words_that_it_has_beside_others(text: str) -> None:
    assert words_of(text) == words_of(f"{text} ß")[:-1] == compared(text).split()


async def test_500_members_are_a_page(services: Services, people: People, database: Database) -> None:
    async def crowd(tx: object) -> None:
        for each in CROWD[10:]:
            await members_store.save(tx, each)

    await database.write(crowd)
    first = await services.profiles.directory(people.ana, "", "", 0, 8)
    assert (first.count, first.page, len(first.members)) == (493, 0, 8)
    last = await services.profiles.directory(people.ana, "", "", 99_999, 8)
    assert (last.count, last.page, len(last.members)) == (493, 61, 5)
    assert [each.name for each in await listed(services, people.ana, "caio")] == ["Caio"]
    assert await listed(services, people.ana, "", "realtor")
    with pytest.raises(Refused, match="This is for members"):
        await listed(services, people.duda)
