"""The store fails at any statement of what is done with guests: nothing of it is kept, and doing it again does it once."""

from collections.abc import Awaitable, Callable

import pytest
from msgspec.structs import replace

from bot.admin.setup import Changes
from bot.core.db.database import Database
from bot.core.jobs import store as jobs_store
from bot.groups.model import Seats
from bot.meetings.guests.erasing import JOB
from bot.meetings.guests.model import KEPT, GuestState
from bot.referrals.erasure.service import JOB as FORGET
from bot.services import Services
from tests.conftest import Clock
from tests.failing import fail_at_each_statement, rows_of
from tests.meetings.test_guests import ROSA, come, invite, meet
from tests.people import People, someone

Act = Callable[[Services, People], Awaitable[object]]
TABLES = {"guests", "guest_prints", "meetings", "log", "outbox", "actions", "allowances", "jobs", "forget_requests"}
TYPED = replace(ROSA, trade="Trade 3", held=True)


async def _run(services: Services, kind: str) -> object:
    jobs = await services.guests.database.read(lambda tx: jobs_store.due(tx, 100))
    (job,) = [job for job in jobs if job.kind == kind]
    return await (services.guests.run(job) if kind == JOB else services.erasure.run(job))


BEFORE, DURING, OVER, LATER = range(4)
ACTS: dict[str, tuple[int, Act]] = {
    "invite": (BEFORE, lambda services, people: services.guests.invite(people.caio, 1, replace(TYPED, name="Pia", contact=""), "k")),
    "withdraw": (BEFORE, lambda services, people: services.guests.withdraw(people.bruno, 1)),
    "welcome": (BEFORE, lambda services, people: services.guests.welcome(people.ana, 1)),
    "skip": (BEFORE, lambda services, people: services.meetings.skip(people.ana, "2026-11-24", "", "k")),
    "delete the inviter": (BEFORE, lambda services, people: services.privacy.delete(people.bruno, "A former member")),
    "mark": (DURING, lambda services, people: services.guests.mark(people.ana, 1, came=True)),
    "add at the door": (
        DURING,
        lambda services, people: services.guests.add_at_door(people.ana, 1, someone(3), replace(TYPED, name="Pia", contact=""), "k"),
    ),
    "tell": (OVER, lambda services, _: services.guests.tell(2, 1, GuestState.CAME)),
    "forget": (OVER, lambda services, _: _run(services, FORGET)),
    "over": (OVER, lambda services, _: _run(services, JOB)),
    "erase": (LATER, lambda services, _: _run(services, JOB)),
}  # fmt: skip
"""When it is done, and what."""


@pytest.mark.scenario
@pytest.mark.parametrize("name", list(ACTS))
async def test_nothing_is_kept_of_what_failed(
    services: Services, database: Database, people: People, clock: Clock, name: str
) -> None:
    await services.setup.set_up(people.ana, Changes(seats=Seats.EXCLUSIVE), 0)
    meeting, *_ = await meet(services, people)
    await invite(services, people.bruno, meeting, TYPED)
    when, act = ACTS[name]
    if when is not BEFORE:
        come(clock, meeting)
    if when in {OVER, LATER}:
        clock.now = meeting.ends_at
    if name == "forget":
        await services.erasure.forget_contact(people.ana, TYPED.contact)
    if when is LATER:
        await _run(services, JOB)
        clock.now = meeting.ends_at + KEPT
    before = await rows_of(database, TABLES)
    number = await fail_at_each_statement(database, lambda: act(services, people), lambda: rows_of(database, TABLES))
    after = await rows_of(database, TABLES)
    assert after != before
    assert number > 2, "it failed at each of its statements"
    if name not in {"forget", "over", "erase", "skip"}:
        await act(services, people)
        assert await rows_of(database, TABLES) == after, "done again, it changes nothing"
