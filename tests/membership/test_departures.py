"""Leaving the server and coming back: what rests, what is kept, who is told, and what proves nothing."""

from datetime import UTC, datetime, time, timedelta

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.calendar import Weekday
from bot.core.db import migrations
from bot.core.db.database import Database
from bot.core.errors import Refused
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.groups import store as groups_store
from bot.groups.model import Seats
from bot.meetings.guests.inviting import Typed as Invited
from bot.membership.departures.service import RollCall
from bot.membership.members import store as members_store
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Member, Person, Status
from bot.referrals.model import Verb
from bot.referrals.transitions import Other
from bot.services import Services
from tests.conftest import Clock
from tests.meetings.met import meet
from tests.passing import give, helped
from tests.people import BAKER, CHANNEL, GROUP, MODERATORS, People, actor, someone

NIGHT = datetime(2026, 11, 19, 5, tzinfo=UTC)
"""Two in the morning in São Paulo, which is when the group's own minute comes."""


async def told(database: Database) -> list[tuple[str, int | None, int | None]]:
    sql = "SELECT kind, channel_id, user_id FROM outbox ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def nightly(database: Database) -> Job:
    (job,) = [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "presence"]
    return job


async def bruno(services: Services) -> Member:
    found = await services.roster.get(GROUP, 2)
    assert found is not None
    return found


async def test_who_leaves_and_rejoins_twice_finds_all_as_it_was(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.setup.set_up(people.ana, Changes(member_role_id=88), CHANNEL)
    await give(services, people)
    before = await bruno(services)
    for _ in range(2):
        clock.pass_by(hours=1)
        assert await services.departures.left(GROUP, 2)
        assert not await services.departures.left(GROUP, 2), "told twice, they left once"
        assert services.departures.is_gone(GROUP, 2)
        gone = await bruno(services)
        assert (gone.status, gone.returns_to, gone.left_at) == (Status.LEFT, Status.ACTIVE, clock.now)
        clock.pass_by(hours=1)
        assert await services.departures.back(GROUP, 2, "Bruno")
        assert await services.departures.back(GROUP, 2, "Bruno") is None
        assert not services.departures.is_gone(GROUP, 2)
    after = await bruno(services)
    assert replace(after, version=before.version, status_at=before.status_at) == before
    said = await told(database)
    assert said.count(("member.left", MODERATORS, None)) == 2
    assert said.count(("member.other_left", None, 1)) == 2, "Ana has a referral under way with him"
    assert ("member.other_left", None, 3) not in said
    assert said.count(("member.came_back", MODERATORS, None)) == 2
    assert said.count(("member.return", None, 2)) == 2
    assert said.count(("member.role", None, None)) == 2
    history = await services.roster.history(people.ana, Person(2), 10)
    actions = [each.entry.action for each in history.entries]
    assert actions == ["member.return", "member.leave", "member.return", "member.leave", "member.add"]


async def test_what_is_open_stays_with_the_other_side_and_the_contact_is_shut(services: Services, people: People) -> None:
    opened = await give(services, people)
    await services.departures.left(GROUP, 2)
    seen = await services.referrals.open(1, opened.referral.id)
    assert (seen.other, seen.receiver_name) == (Other.ELSEWHERE, "Bruno")
    for attempt in (
        services.referrals.contact(2, opened.referral.id),
        services.referrals.move(2, opened.referral.id, Verb.ACCEPT),
    ):
        with pytest.raises(Refused, match="Join it again"):
            await attempt
    with pytest.raises(Refused, match="not a member"):
        await services.referrals.whom(people.caio, someone(2))
    with pytest.raises(Refused, match="left the server"):
        await services.profiles.show(people.caio, 2)
    assert [each.name for each in (await services.profiles.directory(people.caio, "", "", 0, 9)).members] == ["Ana", "Caio"]
    with pytest.raises(Refused, match="/help once"):
        await services.profiles.own(people.bruno)
    assert (await services.thanks.about(people.ana, someone(2))).thanked.name == "Bruno", "still thankable"
    await services.departures.back(GROUP, 2)
    assert (await services.referrals.move(2, opened.referral.id, Verb.ACCEPT)).other is Other.HERE


async def test_boards_show_who_is_there(services: Services, people: People) -> None:
    await give(services, people)
    await services.departures.left(GROUP, 1)
    board = await helped(services, People(people.caio, people.bruno, people.caio, people.duda))
    assert board == {}
    await services.departures.back(GROUP, 1)
    assert await helped(services, people) == {"Ana": (1, 1)}


async def test_a_giver_who_wants_no_news_of_referrals_gets_none(services: Services, people: People, database: Database) -> None:
    await give(services, people)
    ana = await services.roster.get(GROUP, 1)
    assert ana is not None
    await database.write(lambda tx: members_store.save(tx, replace(ana, switches=replace(ana.switches, steps=False))))
    await services.departures.left(GROUP, 2)
    assert ("member.other_left", None, 1) not in await told(database)


async def test_the_trade_is_kept_until_moderators_free_it(services: Services, people: People) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.departures.left(GROUP, 2)
    with pytest.raises(Refused, match="taken by"):
        await services.roster.add(people.ana, someone(4), "Trade 2")
    removed = await services.roster.decide(people.ana, someone(2), Step.REMOVE, "gone")
    assert (removed.status, removed.returns_to) == (Status.FORMER, None)
    assert await services.departures.back(GROUP, 2, "Bruno") is None
    assert (await services.roster.add(people.ana, someone(4), "Trade 2")).is_active


async def test_an_applicant_who_left_holds_no_trade_and_is_not_let_in(
    services: Services, people: People, database: Database
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), CHANNEL)
    await services.applications.apply(people.duda, BAKER, "f:4:n")
    await services.departures.left(GROUP, 4)
    for step in (Step.APPROVE, Step.DECLINE):
        with pytest.raises(Refused, match="not in the server"):
            await services.roster.decide(people.ana, Person(4), step)
    with pytest.raises(Refused, match="not in the server"):
        await services.roster.check_may_approve(people.ana, Person(4))
    assert (await services.roster.move_seat(people.ana, someone(3), "Baker")).seat == "Baker"
    await services.roster.move_seat(people.ana, someone(3), "Trade 3")
    back = await services.departures.back(GROUP, 4, "Duda")
    assert back is not None
    assert back.status is Status.APPLICANT
    assert [each for each in await told(database) if each[0] == "member.card"] == [("member.card", MODERATORS, None)] * 2, (
        "of two edits that wait, one is sent"
    )
    assert (await services.roster.decide(people.ana, Person(4), Step.APPROVE)).is_active


async def test_a_leave_goes_on_or_is_over_when_they_return(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for days, status in ((1, Status.PAUSED), (30, Status.ACTIVE)):
        await services.leave.go(people.bruno, (clock.now + timedelta(days=10)).date().isoformat(), "")
        await services.departures.left(GROUP, 2)
        clock.pass_by(days=days)
        for job in await database.read(lambda tx: jobs_store.due(tx, 10)):
            if job.kind == "away":
                await services.leave.run(job)
        assert (await bruno(services)).status is Status.LEFT
        back = await services.departures.back(GROUP, 2, "Bruno")
        assert back is not None
        assert back.status is status
        assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "away")) is not None or status is Status.ACTIVE


async def test_what_is_for_moderators_goes_no_more_to_who_set_the_group_up_and_left(
    services: Services, people: People, database: Database
) -> None:
    async def set_up_by() -> int | None:
        return (await database.read(lambda tx: groups_store.get(tx, GROUP))).set_up_by

    assert await set_up_by() == 1
    await services.departures.left(GROUP, 2)
    assert await set_up_by() == 1
    await services.departures.left(GROUP, 1)
    assert await set_up_by() is None


async def test_whom_they_invited_is_awaited_no_more(services: Services, people: People, database: Database, clock: Clock) -> None:
    meeting = await meet(database, clock.now + timedelta(days=2))
    rosa = Invited("Rosa", "Florist", "guest", "yes")
    await services.guests.invite(people.bruno, meeting.id, rosa, "f:guest:2:n")
    await services.departures.left(GROUP, 2)
    rows = await database.read(lambda tx: tx.all("SELECT state, wiped_at IS NOT NULL AS is_wiped FROM guests"))
    assert [tuple(row) for row in rows] == [("withdrawn", True)]


async def test_who_comes_back_is_written_to_again(services: Services, people: People, database: Database) -> None:
    """Discord refused the last message because they were not in the server any more."""
    await services.departures.left(GROUP, 2)
    await database.write(lambda tx: members_store.messages_closed(tx, GROUP, 2, closed=True))
    await services.departures.back(GROUP, 2)
    assert not await database.read(lambda tx: members_store.has_closed_messages(tx, 2))


async def test_that_many_seem_to_be_missing_is_said_once_a_month(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for days, times in ((0, 1), (10, 1), (5, 2)):  # on 18 and 28 November, and on 3 December
        clock.pass_by(days=days)
        await services.departures.not_believed(GROUP, 40)
        assert (await told(database)).count(("member.many_missing", MODERATORS, None)) == times


async def test_who_was_never_here_leaves_nothing(services: Services, people: People, database: Database) -> None:
    before = await told(database)
    for user_id in (4, 99):
        assert not await services.departures.left(GROUP, user_id)
        assert await services.departures.back(GROUP, user_id, "x") is None
        await services.departures.doubt(GROUP, user_id)
    assert not await services.departures.left(GROUP + 1, 2), "another group's"
    assert await told(database) == before
    assert await services.roster.get(GROUP, 99) is None


async def test_a_new_process_knows_who_is_gone(services: Services, people: People, database: Database) -> None:
    await services.departures.left(GROUP, 2)
    other = Services(database)
    assert not other.departures.is_gone(GROUP, 2)
    await other.departures.begin()
    assert other.departures.is_gone(GROUP, 2)
    assert not other.departures.is_gone(GROUP, 3)


async def test_a_doubt_is_looked_into_once_an_hour(services: Services, people: People, database: Database, clock: Clock) -> None:
    for _ in range(3):
        await services.departures.doubt(GROUP, 2)
        clock.pass_by(minutes=10)
    assert (await told(database)).count(("presence.check", None, None)) == 1
    clock.pass_by(minutes=30)
    await services.departures.doubt(GROUP, 2)
    assert (await told(database)).count(("presence.check", None, None)) == 2


async def test_everybody_is_looked_for_every_night_some_at_a_time(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    for user_id in range(10, 70):
        await services.roster.add(people.ana, Person(user_id, f"P{user_id}"), "x")
    await services.departures.left(GROUP, 3)
    clock.now = NIGHT
    job = await nightly(database)
    for _ in range(2):
        await services.departures.run(job)
    rows = await database.read(lambda tx: tx.all("SELECT record_id, detail FROM outbox WHERE kind = 'presence.call' ORDER BY id"))
    looks = [await services.departures.roll_call(GROUP, row["record_id"], int(row["detail"])) for row in rows]
    assert [len(look.expected) + len(look.gone) for look in looks] == [50, 13]
    assert looks[0].gone == {3}
    assert frozenset.union(*(look.expected for look in looks)) == {1, 2, *range(10, 70)}
    assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "presence")) == NIGHT + timedelta(days=1)


async def test_a_night_that_was_missed_is_not_made_up_for(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    clock.now = NIGHT + timedelta(hours=5)
    await services.departures.run(await nightly(database))
    assert ("presence.call", None, None) not in await told(database)
    assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "presence")) == NIGHT + timedelta(days=1)


@pytest.mark.parametrize("engine", ["sqlite", "postgres"])
async def test_a_group_of_before_is_looked_at_from_its_next_night(
    services: Services, people: People, database: Database, engine: str
) -> None:
    script = (migrations.FOLDER / engine / "0002_membership.sql").read_text(encoding="utf-8")
    (sql,) = [each for each in migrations.statements(script) if "INSERT INTO jobs" in each]
    await database.write(lambda tx: jobs_store.cancel(tx, GROUP, "presence"))
    await database.write(lambda tx: tx.run(sql))
    await services.departures.run(await nightly(database))
    assert ("presence.call", None, None) not in await told(database)
    assert await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "presence")) == NIGHT


@pytest.mark.parametrize(
    ("expected", "missing", "likely"), [(3, 3, True), (20, 10, True), (20, 11, False), (4, 4, False), (0, 0, True)]
)
def test_more_than_half_at_once_are_not_believed(expected: int, missing: int, likely: bool) -> None:
    assert RollCall(frozenset(range(expected)), frozenset()).is_likely(missing) is likely


async def test_a_server_without_the_bot_rests_and_goes_on(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    await services.drafts.keep(GROUP, 2, "x", {})
    await services.departures.server_gone(GROUP)
    assert await services.departures.resting() == [GROUP]
    clock.pass_by(days=9)
    due = await database.read(lambda tx: jobs_store.due(tx, 10))
    assert [job.kind for job in due] == ["drafts", "care"], "what is to be deleted is, all the same"
    await services.departures.server_back(GROUP)
    assert await services.departures.resting() == []
    due = await database.read(lambda tx: jobs_store.due(tx, 10))
    assert {job.kind for job in due} == {"drafts", "care", "digest", "presence"}
    for _ in range(2):
        for job in await database.read(lambda tx: jobs_store.due(tx, 10)):
            if job.kind == "digest":
                await services.digest.run(job)
    assert (await told(database)).count(("digest", CHANNEL, None)) == 1, "only today's is posted, none that is late"
    assert (await services.digest.show(people.ana)).next_at == datetime(2026, 12, 4, 12, tzinfo=UTC)


async def test_who_is_not_in_the_server_is_not_added(services: Services, people: People) -> None:
    with pytest.raises(Refused, match="not in this server"):
        await services.roster.add(people.ana, Person(4, "Duda", is_here=False), "Baker")
    with pytest.raises(Refused, match="moderators"):
        await services.roster.check_may_approve(actor(2), Person(4))
