"""People whom the group expects: who is shown whom, who claims to be whom, and what a moderator's yes makes of it."""

import asyncio
from datetime import UTC, datetime

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.actor import Actor
from bot.core.db.database import Database
from bot.core.errors import Mention, Refused
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Person, Status
from bot.membership.members.profile import Profile, Story
from bot.services import Services
from tests.people import BAKER, CHANNEL, GROUP, MODERATORS, People, actor, someone

MARCH = datetime(2024, 3, 1, tzinfo=UTC)
MARIA = Profile("Souza Law", "Contracts", "Start-ups", "maria@example.org", "https://souza.example")


async def expect(database: Database, name: str, seat: str = "Lawyer", **more: object) -> int:
    """Put somebody on the roll as a spreadsheet does; the number by which buttons know them."""

    async def work(tx: object) -> int:
        user_id = await groups_store.next_expected(tx, GROUP)
        await members_store.save(tx, replace(Member(GROUP, user_id, name, Status.EXPECTED, seat), **more))
        return -user_id

    return await database.write(work)


def stranger(user_id: int, name: str, *, group_id: int = GROUP) -> Actor:
    return Actor(group_id, user_id, name, language="pt-BR")


async def rows(database: Database, prefix: str) -> list[tuple[str, int | None, int | None]]:
    sql = "SELECT kind, channel_id, user_id FROM outbox WHERE kind LIKE ? ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql, f"{prefix}%"))]


@pytest.mark.parametrize(
    ("called", "shown"),
    [
        (("maria souza", "", "ms92"), ["Maria Souza"]),
        (("MARÍA", "", "x"), ["Maria Lima", "Maria Souza"]),
        (("🌸", "", "maria_souza.92"), ["Maria Souza"]),
        (("Maria Sousa",), ["Maria Souza"]),
        (("xX_baker_Xx", "", "ma"), []),
        (("de",), []),
        (("", ""), []),
    ],
)
async def test_only_names_like_ones_own_are_shown(
    services: Services, people: People, database: Database, called: tuple[str, ...], shown: list[str]
) -> None:
    for name in ("Maria Souza", "Maria Lima", "João de Deus", "Anacleto Baker"):
        await expect(database, name)
    awaited = await services.claims.awaited(people.duda, called)
    assert sorted(each.name for each in awaited.alike) == shown
    assert awaited.anybody


async def test_nobody_reads_more_than_five_and_members_read_nothing(
    services: Services, people: People, database: Database
) -> None:
    assert not (await services.claims.awaited(people.duda, ["Ana"])).anybody
    for number in range(9):
        await expect(database, f"Ana {'abcdefghi'[number] * 5}")
    assert len((await services.claims.awaited(people.duda, ["Ana"])).alike) == 5
    assert not (await services.claims.awaited(people.ana, ["Ana"])).anybody


async def test_a_confirmed_claim_is_the_expected_member_with_all_that_was_known(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(member_role_id=88), CHANNEL)
    number = await expect(database, "Maria Souza", profile=MARIA, story=Story(goals="Ten"), joined_at=MARCH, sponsor_id=2)
    await expect(database, "Rui Souza", partner_of=-number)
    maria = stranger(50, "maria 🌸")
    claims = [await services.claims.claim(maria, number, ["maria souza"]) for _ in range(2)]
    assert claims[0] == claims[1]
    assert await rows(database, "member.claims") == [("member.claims", MODERATORS, None)], "asked once"
    assert (await services.claims.awaited(maria, ["maria souza"])).claimed == claims[0]
    for _ in range(2):
        await services.claims.decide(people.ana, 50, number, accept=True)
    member = await services.roster.get(GROUP, 50)
    assert member is not None
    assert (member.status, member.name, member.seat, member.language) == (Status.ACTIVE, "maria 🌸", "Lawyer", "pt-BR")
    assert (member.profile, member.story.goals, member.joined_at, member.sponsor_id) == (MARIA, "Ten", MARCH, 2)
    assert await services.roster.get(GROUP, -number) is None
    (expected,) = await services.roster.expected(people.ana)
    partner = await services.roster.get(GROUP, expected.user_id)
    assert partner is not None
    assert partner.partner_of == 50
    assert await rows(database, "member.claim") == [
        ("member.claims", MODERATORS, None),
        ("member.claim", None, 50),
        ("member.claims", MODERATORS, None),
    ]
    assert ("member.role", None, None) in await rows(database, "member.role")
    history = await services.roster.history(people.ana, Person(50), 5)
    assert [(each.entry.action, each.entry.actor_id) for each in history.entries] == [("member.claim", 1), ("member.claims", 50)]


async def test_what_an_applicant_wrote_stays_and_what_is_empty_is_filled(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.apply(people.duda, replace(BAKER, contact=""), "f:4:n")
    number = await expect(database, "Duda Lopes", "Pastry cook", profile=replace(MARIA, links="https://duda.example"))
    await services.claims.claim(people.duda, number, ["Duda"])
    await services.claims.decide(people.ana, 4, number, accept=True)
    duda = await services.roster.get(GROUP, 4)
    assert duda is not None
    assert duda.profile == Profile("Duda's Bread", "Cakes", "Cafés without a baker", "maria@example.org", "https://duda.example")
    assert (duda.seat, duda.sponsor_id) == ("Pastry cook", 2)
    assert [kind for kind, *_ in await rows(database, "member.card")] == ["member.card"] * 2, "the application's card is settled"


async def test_who_left_the_server_meanwhile_stays_who_they_were(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "Duda")
    await services.claims.claim(people.duda, number, ["Duda"])
    await services.roster.add(people.ana, someone(4), "Baker")
    await services.departures.left(GROUP, 4)
    with pytest.raises(Refused, match="is a member already"):
        await services.claims.decide(people.ana, 4, number, accept=True)
    duda = await services.roster.get(GROUP, 4)
    assert duda is not None
    assert (duda.status, duda.seat) == (Status.LEFT, "Baker")


async def test_a_former_member_is_recognised_too(services: Services, people: People, database: Database) -> None:
    await services.roster.decide(people.ana, someone(2), Step.REMOVE, "x")
    number = await expect(database, "Bruno", profile=MARIA)
    await services.claims.claim(people.bruno, number, ["Bruno"])
    await services.claims.decide(people.ana, 2, number, accept=True)
    back = await services.roster.get(GROUP, 2)
    assert back is not None
    assert (back.status, back.left_at, back.seat, back.profile) == (Status.ACTIVE, None, "Lawyer", MARIA)


async def test_refused_they_are_told_kindly_and_may_apply(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "Duda Lopes")
    await services.claims.claim(people.duda, number, ["Duda"])
    await services.claims.decide(people.ana, 4, number, accept=False)
    assert ("member.not_recognised", None, 4) in await rows(database, "member.not")
    with pytest.raises(Refused, match="could not find you"):
        await services.claims.claim(people.duda, number, ["Duda"])
    assert (await services.claims.awaited(people.duda, ["Duda"])).alike == ()
    assert (await services.applications.apply(people.duda, BAKER, "f:4:n")).status is Status.APPLICANT
    with pytest.raises(Refused, match="answered already, by"):
        await services.claims.decide(people.ana, 4, number, accept=True)
    assert await services.roster.get(GROUP, -number) is not None


async def test_of_two_moderators_one_wins_and_the_other_reads_by_whom(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(moderator_role_id=77), CHANNEL)
    number = await expect(database, "Duda Lopes")
    await services.claims.claim(people.duda, number, ["Duda"])
    both = (people.ana, actor(3, roles=(77,)))
    done = await asyncio.gather(
        *(Services(database).claims.decide(each, 4, number, accept=each is both[0]) for each in both), return_exceptions=True
    )
    (refusal,) = [each for each in done if isinstance(each, Refused)]
    winner = both[0] if isinstance(done[1], Refused) else both[1]
    assert refusal.sentence.params["moderator"] == Mention(winner.user_id)
    duda = await services.roster.get(GROUP, 4)
    assert (duda is not None and duda.is_active) is (winner is both[0])


async def test_of_two_who_claim_one_row_the_second_finds_nobody(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "Maria Souza")
    for user_id in (50, 51):
        await services.claims.claim(stranger(user_id, "Maria"), number, ["Maria Souza"])
    await services.claims.decide(people.ana, 50, number, accept=True)
    with pytest.raises(Refused, match="not expected any more"):
        await services.claims.decide(people.ana, 51, number, accept=True)
    assert await services.roster.get(GROUP, 51) is None
    await services.claims.decide(people.ana, 51, number, accept=False)


async def test_numbers_that_were_not_shown_lead_nowhere(services: Services, people: People, database: Database) -> None:
    number = await expect(database, "Maria Souza")
    for attempt in (
        services.claims.claim(people.duda, number, ["Duda"]),
        services.claims.claim(people.duda, 99, ["Duda"]),
        services.claims.claim(people.duda, -2, ["Bruno"]),
        services.claims.decide(people.ana, 4, number, accept=True),
        services.claims.check_may_decide(people.ana, 4, number),
    ):
        with pytest.raises(Refused, match="nothing here"):
            await attempt
    with pytest.raises(Refused, match="not set up"):
        await services.claims.claim(stranger(4, "Maria Souza", group_id=GROUP + 1), number, ["Maria Souza"])
    await services.claims.claim(people.duda, number, ["Maria Souza"])
    with pytest.raises(Refused, match="moderators"):
        await services.claims.decide(people.bruno, 4, number, accept=True)
    with pytest.raises(Refused, match="member already"):
        await services.claims.claim(people.bruno, number, ["Maria Souza"])


async def test_by_the_name_that_the_group_knows(services: Services, people: People, database: Database) -> None:
    with pytest.raises(Refused, match="nothing here"):
        await services.claims.check_may_claim(people.duda)
    await expect(database, "Maria Souza")
    await expect(database, "Mariana Souza")
    await services.claims.check_may_claim(people.duda)
    for wrong in ("Maria", "Souza", "M", "Mario Costa"):
        with pytest.raises(Refused, match="by that name"):
            await services.claims.claim_by_name(people.duda, wrong)
    claim = await services.claims.claim_by_name(people.duda, " SOUZA,  María ")
    assert claim.expected_name == "Maria Souza"
    with pytest.raises(Refused, match="looking at what you said"):
        await services.claims.claim_by_name(people.duda, "Mariana Souza")


async def test_who_joins_is_asked_once_and_only_where_a_name_fits(services: Services, people: People, database: Database) -> None:
    await expect(database, "Maria Souza")
    for _ in range(2):
        await services.claims.arrived(GROUP, 50, ["maria.souza"], "pt-BR")
    await services.claims.arrived(GROUP, 51, ["Somebody Else"], "pt-BR")
    await services.claims.arrived(GROUP, 2, ["Maria Souza"], "pt-BR")
    assert await rows(database, "member.arrived") == [("member.arrived", None, 50)]


async def test_without_a_channel_for_moderators_it_is_said(services: Services, people: People, database: Database) -> None:
    other = replace(people.ana, group_id=GROUP + 1)
    await services.setup.set_up(other, Changes(), CHANNEL)
    await database.write(lambda tx: members_store.save(tx, Member(GROUP + 1, -1, "Maria Souza", Status.EXPECTED, "Lawyer")))
    with pytest.raises(Refused, match="no channel here"):
        await services.claims.claim(stranger(50, "Maria Souza", group_id=GROUP + 1), 1, ["Maria Souza"])
