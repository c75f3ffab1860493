"""The store fails at any statement of what is done with speakers and announcements: nothing of it is kept, and doing it again does it once."""

from collections.abc import Awaitable, Callable

import pytest

from bot.core.db.database import Database
from bot.meetings.speakers import following
from bot.meetings.speakers.service import Chosen
from bot.membership.members.lifecycle import Step
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.meetings.test_speakers import FIRST, meet, plan
from tests.people import GROUP, People, someone

Act = Callable[[Services, People], Awaitable[object]]
TABLES = {"speakers", "announcements", "meetings", "log", "outbox", "actions"}
ACTS: dict[str, Act] = {
    "plan": lambda services, people: plan(services, people, 3),
    "plan another after one could not": lambda services, people: services.speakers.plan(
        people.ana, 2, Chosen(someone(3)), "k:another"
    ),
    "another topic": lambda services, people: services.speakers.plan(people.ana, 1, Chosen(someone(2), "Cakes"), "k:topic"),
    "take off": lambda services, people: services.speakers.take_off(people.ana, 1, 2),
    "wish": lambda services, people: services.speakers.wish(people.ana, "Law"),
    "take back": lambda services, people: services.speakers.take_back(people.caio),
    "ready": lambda services, _: services.speakers.ready(2, 2),
    "cannot": lambda services, _: services.speakers.cannot(2, 2),
    "skip": lambda services, people: services.meetings.skip(people.ana, FIRST, "", "k:skip"),
    "move": lambda services, people: services.meetings.move(people.ana, FIRST, "18:00", "k:move"),
    "leave": lambda services, people: services.roster.decide(people.ana, someone(2), Step.REMOVE, "Moved away"),
    "erase": lambda services, people: services.privacy.delete(people.bruno, "Former member"),
    "announce": lambda services, people: services.announcements.announce(people.ana, 1, "Elections", "k:announce"),
    "withdraw": lambda services, people: services.announcements.withdraw(people.ana, 1, 1),
    "night": lambda services, _: services.speakers.database.write(lambda tx: following.forget_old(tx, GROUP)),
}


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await meet(services, people)
    await services.speakers.wish(people.caio, "Light")
    await plan(services, people, 2, "Bread")
    await plan(services, people, 1, date="2026-12-01")
    await services.speakers.cannot(1, 3)
    await services.announcements.announce(people.ana, 1, "The fair opens", "k:first")
    if name == "night":
        clock.pass_by(days=40)
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: ACTS[name](services, people), lambda: rows_of(database, TABLES))
    after = await rows_of(database, TABLES)
    assert after != before
    assert number >= (1 if name == "night" else 3), "it failed at each of its statements"
    if name not in {"leave", "erase", "wish"}:
        await ACTS[name](services, people)
        assert await rows_of(database, TABLES) == after, "done again, it changes nothing"
