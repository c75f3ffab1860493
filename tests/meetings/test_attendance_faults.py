"""The store fails at any statement of what is said and noted of a meeting: nothing of it is kept, and doing it again does it once."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest

from bot.core.jobs import store as jobs_store
from bot.meetings.attendance.model import Answer, State
from bot.membership.members.model import Person
from bot.services import Services
from tests.failing import fail_at_each_statement, rows_of
from tests.meetings.met import meet
from tests.people import People, someone

if TYPE_CHECKING:
    from bot.core.db.database import Database
    from tests.conftest import Clock

Act = Callable[[Services, People], Awaitable[object]]
TABLES = {"presences", "meetings", "members", "log", "outbox", "actions", "allowances", "jobs", "morning_items", "reminders"}
ONCE = {"morning"}
"""What the clock causes, once by its job."""


async def _morning(services: Services, _: People) -> object:
    due = await services.daily_job.database.read(lambda tx: jobs_store.due(tx, 20))
    return await services.daily_job.run(next(job for job in due if job.kind == "care"))


ACTS: dict[str, tuple[Act, timedelta]] = {
    "answer": (lambda services, people: services.attendance.answer(people.bruno, 1, Answer.COMING), timedelta(0)),
    "other answer": (lambda services, people: services.attendance.answer(people.caio, 1, Answer.CANNOT), timedelta(0)),
    "here": (lambda services, people: services.attendance.here(people.bruno, 1), timedelta(days=1)),
    "tick": (lambda services, people: services.marking.tick(people.ana, 1, 0, [1, 2, 3], [1, 2]), timedelta(days=1)),
    "late": (lambda services, people: services.marking.mark(people.ana, 1, 0, [2], State.LATE), timedelta(days=1)),
    "host": (lambda services, people: services.marking.host(people.ana, someone(2), ""), timedelta(0)),
    "slip": (
        lambda services, people: services.marking.slip(people.ana, 1, Person(2), Person(3), "f:slip:1:n"),
        timedelta(days=1),
    ),
    "leave": (lambda services, people: services.roster.pause(people.ana, someone(3), "", ""), timedelta(0)),
    "morning": (_morning, timedelta(hours=23)),
}
"""What is done, and when: the meeting begins a day after the beginning."""


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await meet(database, clock.now + timedelta(days=1, minutes=10), is_posted=True)
    await services.attendance.answer(people.caio, 1, Answer.COMING)
    act, later = ACTS[name]
    clock.now += later
    if name == "morning":
        await meet(database, clock.now + timedelta(days=1))
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: act(services, people), lambda: rows_of(database, TABLES))
    after = await rows_of(database, TABLES)
    assert after != before
    assert number > 3, "it failed at each of its statements"
    if name not in {*ONCE, "leave"}:
        await act(services, people)
        assert await rows_of(database, TABLES) == after, "done again, it changes nothing"
