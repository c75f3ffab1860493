"""The store fails at any statement of what is done with meetings: nothing of it is kept, and doing it again does it once."""

from collections.abc import Awaitable, Callable

import pytest

from bot.core.db.database import Database
from bot.core.jobs import store as jobs_store
from bot.meetings import door
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.meetings.test_meetings import NUMBER, TUESDAY, schedule
from tests.people import GROUP, People

Act = Callable[[Services, People], Awaitable[object]]
TABLES = {"shared_agendas", "meeting_series", "meetings", "log", "outbox", "actions", "groups", "jobs", "morning_items"}


async def _job(services: Services, kind: str) -> object:
    (job,) = [job for job in await services.doors.database.read(lambda tx: jobs_store.due(tx, NUMBER)) if job.kind == kind]
    return await (services.doors.run(job) if kind == door.JOB else services.daily_job.run(job))


ACTS: dict[str, tuple[Act, float | None]] = {
    "schedule": (lambda services, people: services.meetings.schedule(people.ana, TUESDAY, "k:2"), None),
    "end": (lambda services, people: services.meetings.end(people.ana, 1), None),
    "skip": (lambda services, people: services.meetings.skip(people.ana, "2026-12-01", "", "k:2"), None),
    "skip long before": (lambda services, people: services.meetings.skip(people.ana, "2027-02-02", "", "k:2"), None),
    "move": (lambda services, people: services.meetings.move(people.ana, "2026-11-24", "2026-11-20 08:00", "k:2"), None),
    "share the agenda": (lambda services, people: services.agendas.share(people.ana, 1, "k:2"), None),
    "morning": (lambda services, _: _job(services, "care"), 3.0),
    "door": (lambda services, _: _job(services, door.JOB), 5.8),
}
"""What is done, and so many days later."""


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    if name != "schedule":
        await schedule(services, people)
    act, later = ACTS[name]
    if later is not None:
        clock.pass_by(days=later)
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: act(services, people), lambda: rows_of(database, TABLES))
    after = await rows_of(database, TABLES)
    assert after != before
    assert number > 3, "it failed at each of its statements"
    if name not in {"morning", "door"}:
        await act(services, people)
        assert await rows_of(database, TABLES) == after, "done again, it changes nothing"
    (count,) = await database.read(
        lambda tx: tx.all("SELECT COUNT(*) AS n FROM meetings WHERE group_id = ? AND state = 'planned'", GROUP)
    )
    assert count["n"] == (0 if name == "end" else 3)
