"""The store fails at any statement of what follows from an introduction: nothing of it is kept, and doing it again does it once."""

from collections.abc import Awaitable, Callable

import pytest

from bot.core.db.database import Database
from bot.core.jobs import store as jobs_store
from bot.introductions.model import Answer
from bot.introductions.service import end_old
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.introductions.test_introductions import WHY
from tests.introductions.test_talks import introduce
from tests.passing import MARIA
from tests.people import GROUP, People, someone

Act = Callable[[Services, People], Awaitable[object]]
TABLES = {
    "introductions",
    "touches",
    "morning_items",
    "reminders",
    "entries",
    "log",
    "outbox",
    "actions",
    "groups",
    "referrals",
    "jobs",
}


async def _morning(services: Services, _people: People) -> object:
    due = await services.daily_job.database.read(lambda tx: jobs_store.due(tx, 20))
    return await services.daily_job.run(next(job for job in due if job.kind == "care"))


ACTS: dict[str, Act] = {
    "talked": lambda services, _: services.introductions.talked(2, 1),
    "followed": lambda services, people: services.referrals.give(people.bruno, someone(3), MARIA, "f:2:n"),
    "void": lambda services, people: services.moderation.void(people.ana, "I", 1, "Made up"),
    "morning": _morning,
}


async def _end_old(services: Services, _people: People) -> object:
    return await services.introductions.database.write(lambda tx: end_old(tx, GROUP))


BEFORE_IT_IS_MADE: dict[str, Act] = {
    "propose": lambda services, people: services.introductions.propose(people.caio, someone(1), someone(2), WHY, "f:intro:3:n"),
    "first yes": lambda services, _: services.introductions.answer(2, 1, Answer.YES),
    "second yes": lambda services, _: services.introductions.answer(3, 1, Answer.YES),
    "no": lambda services, _: services.introductions.answer(2, 1, Answer.NO),
    "fourteen days": _end_old,
}


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(BEFORE_IT_IS_MADE))
async def test_nothing_is_kept_of_a_proposal_or_answer_that_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await services.introductions.propose(people.ana, someone(2), someone(3), WHY, "f:intro:1:n")
    if name == "second yes":
        await services.introductions.answer(2, 1, Answer.YES)
    if name == "fourteen days":
        clock.pass_by(days=14)
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(
        database, lambda: BEFORE_IT_IS_MADE[name](services, people), lambda: rows_of(database, TABLES)
    )
    assert await rows_of(database, TABLES) != before
    assert number > 3, "it failed at each of its statements"


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await introduce(services, people, someone(2), someone(3))
    if name == "morning":
        due_at = await database.read(lambda tx: jobs_store.next_of(tx, GROUP, "care"))
        assert due_at is not None
        moved = 8 * 24 * 3600 * 1_000_000
        await database.write(lambda tx: tx.run("UPDATE introductions SET ended_at = ended_at - ?", moved))
        clock.now = due_at
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: ACTS[name](services, people), lambda: rows_of(database, TABLES))
    assert await rows_of(database, TABLES) != before
    assert number > 3, "it failed at each of its statements"
    if name == "morning":
        rows = await database.read(lambda tx: tx.all("SELECT user_id FROM outbox WHERE kind = 'reminder' ORDER BY user_id"))
        assert [row["user_id"] for row in rows] == [2, 3]
