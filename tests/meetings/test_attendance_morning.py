"""What the morning list asks and tells of meetings, on both engines."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.jobs import store as jobs_store
from bot.meetings.attendance.model import Answer
from bot.meetings.attendance.morning import COMING, RECAP, Recap
from bot.membership.members import store as members_store
from bot.membership.members.model import Member, Status
from tests.meetings.met import meet
from tests.people import GROUP, People

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Database, Tx
    from bot.services import Services
    from tests.conftest import Clock

CROWD = range(1000, 1060)
"""More people than one slice of the daily job."""


async def next_morning(services: Services, database: Database, clock: Clock) -> datetime:
    """Pass by until the group's next daily job, and run it."""
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    clock.now = due_at
    due = await database.read(lambda tx: jobs_store.due(tx, 20))
    await services.daily_job.run(next(job for job in due if job.kind == "care"))
    return due_at


async def named(database: Database, kind: str) -> list[int]:
    rows = await database.read(
        lambda tx: tx.all("SELECT user_id FROM morning_items WHERE kind = ? ORDER BY user_id, record_id", kind)
    )
    return [row["user_id"] for row in rows]


@pytest.fixture
async def crowd(database: Database, people: People) -> list[int]:
    async def work(tx: Tx) -> None:
        for number in CROWD:
            await members_store.save(tx, Member(GROUP, number, f"Member {number}", Status.ACTIVE, joined_at=tx.now))

    await database.write(work)
    return [*CROWD]


async def test_who_was_asked_is_asked_again_before_the_time_to_which_it_is_moved(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    meeting = await meet(database, due_at + timedelta(days=1, hours=2), is_posted=True)
    await next_morning(services, database, clock)
    assert await named(database, COMING) == [1, 2, 3]
    day = meeting.day
    await services.meetings.move(people.ana, day.isoformat(), f"{(day + timedelta(days=2)).isoformat()} 09:00", "i:move")
    found = []
    for _ in range(2):
        await next_morning(services, database, clock)
        found.append(await named(database, COMING))
    assert found == [[], [1, 2, 3]], "the day before the new time, once more"


async def test_a_late_morning_edits_the_cards_of_all_that_is_over(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    over = [await meet(database, due_at + timedelta(hours=hours), is_posted=True) for hours in (2, 26)]
    await next_morning(services, database, clock)
    clock.now = due_at + timedelta(days=2, hours=5)  # the process stood still on a morning, and on the next until noon
    due = await database.read(lambda tx: jobs_store.due(tx, 20))
    await services.daily_job.run(next(job for job in due if job.kind == "care"))
    rows = await database.read(
        lambda tx: tx.all(
            "SELECT DISTINCT record_id FROM outbox WHERE kind = 'meeting.card' AND only_edit = 1 ORDER BY record_id"
        )
    )
    assert [row["record_id"] for row in rows] == [each.id for each in over]


async def test_a_large_group_is_asked_once_the_day_before(
    services: Services, database: Database, people: People, crowd: list[int], clock: Clock
) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    meeting = await meet(database, due_at + timedelta(days=1, hours=2), is_posted=True)
    await services.attendance.answer(people.bruno, meeting.id, Answer.CANNOT)
    await services.leave.go(people.caio, "", "")
    at = await next_morning(services, database, clock)
    assert await named(database, COMING) == [1, *crowd], "all but who answered and who is on leave"
    found = await services.daily_job.reminder(GROUP, 1, at)
    assert [each.kind for each in found.items] == [COMING]
    await services.attendance.answer(people.ana, meeting.id, Answer.COMING)
    assert (await services.daily_job.reminder(GROUP, 1, at)).is_empty, "once answered, it waits no more"
    rows = await database.read(lambda tx: tx.all("SELECT channel_id FROM outbox WHERE kind = 'meeting.numbers'"))
    assert len(rows) == 1
    numbers = await services.attendance.numbers(GROUP, meeting.id)
    assert numbers is not None
    assert [each.user_id for each in numbers.unanswered] == crowd
    await next_morning(services, database, clock)
    assert await named(database, COMING) == [1, *crowd], "nobody is asked twice"


async def test_who_was_not_there_reads_of_it_the_next_morning(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    meeting = await meet(database, due_at - timedelta(hours=3))
    clock.now = meeting.starts_at
    await services.attendance.here(people.ana, meeting.id)
    await next_morning(services, database, clock)
    assert await named(database, RECAP) == [], "the meeting was this morning"
    at = await next_morning(services, database, clock)
    assert await named(database, RECAP) == [2, 3]
    (item,) = (await services.daily_job.reminder(GROUP, 2, at)).items
    assert isinstance(item.record, Recap)
    assert item.record.gathering.tally.attended == 1
    await services.marking.tick(people.ana, meeting.id, 0, [2], [2])
    assert (await services.daily_job.reminder(GROUP, 2, at)).is_empty, "a moderator noted since that they were there"


async def test_where_nobody_was_noted_those_alone_read_of_it_who_could_not_come(
    services: Services, database: Database, people: People, clock: Clock
) -> None:
    due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
    assert due_at is not None
    meeting = await meet(database, due_at + timedelta(hours=6))
    await services.attendance.answer(people.caio, meeting.id, Answer.CANNOT)
    for _ in range(2):
        await next_morning(services, database, clock)
    assert await named(database, RECAP) == [3]
