"""On leave: who may begin and end it, when it ends by itself, and who is told."""

from datetime import UTC, datetime

import pytest

from bot.core.db.database import Database
from bot.core.errors import Doubt, Refused
from bot.core.jobs import store as jobs_store
from bot.core.jobs.model import Job
from bot.membership.members.lifecycle import Step
from bot.membership.members.model import Status
from bot.referrals.typed import Typed
from bot.services import Services
from tests.conftest import Clock
from tests.people import GROUP, People, someone

MARIA = Typed("Maria Souza", "maria@example.org", "A wedding cake", "direct", "1")


async def due(database: Database) -> list[Job]:
    return [job for job in await database.read(lambda tx: jobs_store.due(tx, 10)) if job.kind == "away"]


async def told(database: Database) -> list[tuple[str, int | None]]:
    sql = "SELECT kind, user_id FROM outbox WHERE kind IN ('member.pause', 'member.resume', 'member.back') ORDER BY id"
    return [tuple(row) for row in await database.read(lambda tx: tx.all(sql))]


async def test_a_leave_ends_on_the_morning_that_was_named(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    gone = await services.leave.go(people.bruno, "2026-11-30", "With my newborn")
    assert gone.status is Status.PAUSED
    assert gone.away is not None
    assert gone.away.until == datetime(2026, 11, 30, 3, tzinfo=UTC), "midnight in São Paulo"
    clock.now = gone.away.until
    (job,) = await due(database)
    for _ in range(2):
        await services.leave.run(job)
    back = await services.roster.get(GROUP, 2)
    assert back is not None
    assert (back.status, back.away) == (Status.ACTIVE, None)
    assert await told(database) == [("member.resume", 2)]


async def test_a_leave_that_was_prolonged_does_not_end_on_the_first_day(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.leave.go(people.bruno, "2026-11-30", "")
    await services.leave.go(people.bruno, "2026-12-30", "")
    clock.now = datetime(2026, 12, 1, tzinfo=UTC)
    for job in await due(database):
        await services.leave.run(job)
    bruno = await services.roster.get(GROUP, 2)
    assert bruno is not None
    assert bruno.status is Status.PAUSED


async def test_that_one_goes_on_leave_and_is_back_stands_in_the_history(services: Services, people: People) -> None:
    await services.leave.go(people.bruno, "2026-11-30", "")
    await services.leave.come_back(people.bruno)
    history = await services.roster.history(people.ana, someone(2), 10)
    assert [(each.entry.action, each.entry.actor_id) for each in history.entries] == [
        ("member.resume", 2),
        ("away.go", 2),
        ("member.add", 1),
    ]


async def test_a_client_named_in_its_note_is_asked_about(services: Services, people: People) -> None:
    await services.referrals.give(people.ana, someone(2), MARIA, "f:1:n")
    with pytest.raises(Doubt):
        await services.leave.go(people.bruno, "", "I bake for Maria Souza")
    assert (await services.leave.go(people.bruno, "", "I bake for Maria Souza", sure=True)).status is Status.PAUSED


async def test_who_waited_and_belongs_no_more_is_not_told(services: Services, people: People, database: Database) -> None:
    await services.leave.go(people.bruno, "", "")
    for waiting in (people.ana, people.caio):
        await services.leave.wait_for(waiting, someone(2))
    await services.roster.decide(people.ana, someone(3), Step.REMOVE, "Moved")
    await services.leave.come_back(people.bruno)
    assert [to for kind, to in await told(database) if kind == "member.back"] == [1]


async def test_coming_back_twice_is_coming_back_once(services: Services, people: People) -> None:
    await services.leave.go(people.bruno, "", "")
    first = await services.leave.come_back(people.bruno)
    assert await services.leave.come_back(people.bruno) == first


async def test_what_a_moderator_began_a_moderator_ends(services: Services, people: People, database: Database) -> None:
    await services.roster.pause(people.ana, someone(2), reason="Dues")
    for attempt in (services.leave.come_back(people.bruno), services.leave.go(people.bruno, "", "")):
        with pytest.raises(Refused, match="A moderator put you on leave"):
            await attempt
    assert (await services.roster.resume(people.ana, someone(2))).is_active
    assert await told(database) == [("member.pause", 2), ("member.resume", 2)]
    with pytest.raises(Refused, match="already here"):
        await services.roster.resume(people.ana, someone(2))


async def test_only_moderators_send_others_on_leave(services: Services, people: People) -> None:
    for attempt in (services.roster.pause(people.bruno, someone(3)), services.roster.resume(people.bruno, someone(3))):
        with pytest.raises(Refused, match="moderators"):
            await attempt


async def test_givers_are_told_when_they_are_back_and_can_choose_another(
    services: Services, people: People, database: Database
) -> None:
    await services.roster.move_seat(people.ana, someone(3), "Trade 2")
    await services.leave.go(people.bruno, "2026-12-30", "Back soon")
    whom = await services.referrals.whom(people.ana, someone(2))
    assert [member.name for member in whom.others] == ["Caio"]
    with pytest.raises(Refused, match="on leave"):
        await services.referrals.give(people.ana, someone(2), MARIA, "f:1:n")
    for _ in range(2):
        await services.leave.wait_for(people.ana, someone(2))
    await services.leave.come_back(people.bruno)
    assert [to for kind, to in await told(database) if kind == "member.back"] == [1]
    with pytest.raises(Refused, match="back already"):
        await services.leave.wait_for(people.ana, someone(2))


@pytest.mark.parametrize("until", ["yesterday", "2026-11-18", "2020-01-01", "2030-01-01", "\u202e" * 200])
async def test_a_day_that_cannot_be_is_asked_back_and_nothing_changes(services: Services, people: People, until: str) -> None:
    with pytest.raises(Refused):
        await services.leave.go(people.bruno, until, "")
    bruno = await services.roster.get(GROUP, 2)
    assert bruno is not None
    assert bruno.is_active


async def test_whoever_is_on_leave_acts_again_when_they_are_back(services: Services, people: People) -> None:
    await services.leave.go(people.bruno, "", "")
    with pytest.raises(Refused, match="I'm back"):
        await services.referrals.whom(people.bruno, someone(1))
    await services.leave.come_back(people.bruno)
    assert (await services.referrals.whom(people.bruno, someone(1))).member.name == "Ana"


async def test_added_again_after_leaving_while_on_leave_it_is_over_and_who_waited_is_told(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    await services.leave.go(people.bruno, "2026-11-30", "With my newborn")
    await services.leave.wait_for(people.caio, someone(2))
    await services.departures.left(GROUP, 2)
    added = await services.roster.add(people.ana, someone(2), "Baker")
    assert (added.status, added.away) == (Status.ACTIVE, None)
    assert await told(database) == [("member.back", 3)]
    await services.leave.go(people.bruno, "2026-12-24", "")
    clock.now = datetime(2026, 12, 1, 4, tzinfo=UTC)
    for job in await due(database):
        await services.leave.run(job)
    bruno = await services.roster.get(GROUP, 2)
    assert bruno is not None
    assert bruno.status is Status.PAUSED, "the leave that is over does not end the next one"
