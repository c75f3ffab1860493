"""The digest is composed before the transaction that posts it: what happens between the two."""

import asyncio
import threading
from datetime import datetime, time, timedelta
from typing import Any

from bot.admin.setup import Changes
from bot.core.calendar import Period, Weekday
from bot.core.db.database import Database, Tx, Work
from bot.core.db.sqlite import SqliteDatabase
from bot.core.jobs import store as jobs_store
from bot.services import Services
from bot.weekly.digest import store as digest_store
from bot.weekly.digest.service import thawed
from tests.conftest import NOON, Clock
from tests.passing import MARIA, give
from tests.patience import PATIENCE
from tests.people import CHANNEL, GROUP, People, actor, someone
from tests.sealed import opened
from tests.weekly.test_digest import FRIDAY_NINE, due_digests


async def test_what_was_begun_before_the_period_ended_is_told(sqlite: SqliteDatabase, clock: Clock) -> None:
    """Though it is written after: the writing thread is busy meanwhile."""
    services, ana = Services(sqlite), actor(1)
    await services.setup.set_up(ana, Changes(), CHANNEL)
    for member in (1, 2):
        await services.roster.add(ana, someone(member), f"Trade {member}")
    await services.digest.schedule(ana, Weekday.FRIDAY, time(12))  # in UTC
    clock.now = FRIDAY_NINE
    (job,) = await due_digests(sqlite)
    clock.now = FRIDAY_NINE - timedelta(seconds=1)
    free = threading.Event()

    async def busy(_: Tx) -> None:
        free.wait(PATIENCE)

    tasks = [asyncio.create_task(sqlite.write(busy)), asyncio.create_task(services.referrals.give(ana, someone(2), MARIA, "f:1"))]

    async def give_time() -> None:
        """Reads are answered meanwhile: many of them are as many chances for what waits to begin, or to be read too early."""
        for _ in range(50):
            await sqlite.read(lambda tx: jobs_store.due(tx, 10))

    await give_time()
    clock.now = FRIDAY_NINE
    tasks.append(asyncio.create_task(services.digest.run(job)))
    await give_time()
    free.set()
    await asyncio.gather(*tasks)
    ((facts,),) = await opened(sqlite, "outbox", "facts", where="kind = 'digest'")
    assert (thawed(facts).of("week") or {})["referrals"] == 1


async def test_open_trades_are_compared_once(sqlite: SqliteDatabase, everybody: People, clock: Clock) -> None:
    """For the section that lists them and for the one that suggests one of them."""
    services = Services(sqlite)
    await services.digest.schedule(everybody.ana, Weekday.FRIDAY, time(9))
    await services.openings.look_for(everybody.ana, "Plumber")
    clock.now = FRIDAY_NINE
    (job,) = await due_digests(sqlite)
    read: list[str] = []
    assert sqlite._reader is not None
    await sqlite._reader.run(lambda connection: connection.set_trace_callback(read.append))
    await services.digest.run(job)
    assert len([each for each in read if "FROM wanted_seats" in each]) == 1
    ((facts,),) = await opened(sqlite, "outbox", "facts", where="kind = 'digest'")
    assert (thawed(facts).of("to_do") or {})["seat"] == (thawed(facts).of("openings") or {})["wanted"][0] == "Plumber"


async def test_of_two_digests_of_one_period_the_second_tells_what_follows(
    services: Services, people: People, database: Database, clock: Clock
) -> None:
    """`told_until` moves while one is composed: it is composed again."""
    await services.digest.schedule(people.ana, Weekday.FRIDAY, time(9))
    await give(services, people)
    clock.now = FRIDAY_NINE
    (job,) = await due_digests(database)
    moved: list[datetime] = []
    write = database.write

    async def moves(work: Work[Any]) -> Any:
        if len(moved) == 1:  # between the composing and the posting
            await write(lambda tx: digest_store.told(tx, GROUP, NOON + timedelta(hours=1)))
        moved.append(clock.now)
        return await write(work)

    database.write = moves  # pyright: ignore[reportAttributeAccessIssue]
    await services.digest.run(job)
    ((facts,),) = await opened(database, "outbox", "facts", where="kind = 'digest'")
    assert thawed(facts).period == Period(NOON + timedelta(hours=1), FRIDAY_NINE)
    assert (thawed(facts).of("week") or {})["referrals"] == 0
