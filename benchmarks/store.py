"""The store alone: the time of a group's queries while other groups grow, and while the group itself grows.

A thousand groups; up to five of them have fixed sizes (300 to 150,000 referrals of thirty people in a year), the others share the
rest. Each figure is the median time of one call of the store's or service's own function in a transaction, the hop to the thread
included. Run it with `make bench`; `ARGS=--largest` adds 10,000,000 referrals.
"""

from __future__ import annotations

import asyncio
import itertools
import json
import sys
import tempfile
import time
from contextlib import asynccontextmanager
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

import asyncpg
import discord

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, parser
from benchmarks.seed import KEY, Plan, seed, seed_postgres
from bot.core.actor import Actor
from bot.core.calendar import Period
from bot.core.db.encryption import Cipher
from bot.core.db.postgres import PostgresDatabase, _numbered
from bot.core.db.sqlite import SqliteDatabase
from bot.core.ledger.model import EntryKind
from bot.groups.model import Group
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.referrals import store as referrals_store
from bot.referrals.model import Box, State
from bot.referrals.service import Referrals
from bot.services import Services
from bot.weekly.activity.service import ActivityService
from bot.weekly.boards import gathering
from bot.weekly.digest.service import Digests
from cogs._ui.suggest import LOOKED_THROUGH
from tests import postgres

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Awaitable, Callable

    from bot.core.db.database import Database, Work

GROUPS, PEOPLE = 1000, 30
OWN = (300, 3_000, 30_000, 75_000, 150_000)
SECONDS, MOST = 1.0, 400
"""Limits of one measurement: seconds and calls."""

CLOCKS = {"sqlite": time.process_time, "postgres": time.perf_counter}
"""SQLite works in this process, so that its time does not depend on what else runs on the machine."""
UNITS = {"sqlite": "SQLite, µs of CPU", "postgres": "PostgreSQL, µs by the clock (pages of 8 KiB)"}

Statements = list[tuple[str, str, tuple[Any, ...]]]


def plans(total: int) -> list[Plan]:
    """The groups, those of fixed size first."""
    fixed = [own for own in OWN if own <= total * 0.4]
    rest, others = total - sum(fixed), GROUPS - len(fixed)
    sizes = [*fixed, *(rest // others + (n < rest % others) for n in range(others))]
    return [
        Plan(1_000_000 + n, tuple(range(n * PEOPLE + 1, (n + 1) * PEOPLE + 1)), size, readable=n < len(fixed))
        for n, size in enumerate(sizes)
    ]


def questions(database: Database, plan: Plan) -> dict[str, Callable[[int], Awaitable[Any]]]:
    """The measured calls by name; `n` is the number of the call, by which the person changes."""
    now = discord.utils.utcnow()
    week, year = Period(now - timedelta(days=7), now), Period(now - timedelta(days=365), now)
    group, people = plan.group_id, plan.people

    def actor(n: int) -> Actor:
        return Actor(group, people[n % PEOPLE], "Member", manages_group=True)

    def board(span: Period) -> Callable[[int], Awaitable[Any]]:
        return lambda _: gathering.standings(database, Group(group), EntryKind.REFERRAL, span)

    return {
        "nothing (the hop)": lambda _: database.read(_nothing),
        "board of a week": board(week),
        "board of a year": board(year),
        "roll": lambda _: database.read(lambda tx: members_store.roll(tx, group, (Status.ACTIVE,))),
        "page of one's referrals": lambda n: Referrals(database).list(actor(n), Box.ALL, None, 9),
        "the same of one state": lambda n: Referrals(database).list(actor(n), Box.ALL, State.DECLINED, 9),
        "the same, searched in vain": lambda n: Referrals(database).list(actor(n), Box.ALL, None, 9, search="nobody"),
        "autocomplete": lambda n: Referrals(database).suggested(actor(n), Box.ALL, n + 1, LOOKED_THROUGH),
        "/me, all of it": lambda n: ActivityService(database).mine(actor(n)),
        "/directory, all of it": lambda n: Services(database).profiles.directory(actor(n), "", "", 0, 8),
        "digest's facts": lambda n: Digests(database).preview(actor(n)),
    }


class Recorded:
    """A transaction that records its statements."""

    def __init__(self, tx: Any, kept: Statements) -> None:
        self._tx, self._kept = tx, kept
        self.now, self.cipher, self.wake, self.skip_locked = tx.now, tx.cipher, tx.wake, tx.skip_locked
        self.breathe, self.clock_is_trusted, self.erases = tx.breathe, tx.clock_is_trusted, tx.erases

    def __getattr__(self, how: str) -> Any:
        def ask(sql: str, *values: Any) -> Any:
            self._kept.append((how, sql, values))
            return getattr(self._tx, how)(sql, *values)

        return ask


async def pages(database: Database, url: str, ask: Callable[[int], Awaitable[Any]]) -> int:
    """The number of 8 KiB pages that a call's SELECTs read on PostgreSQL, which does not depend on the machine's load."""
    kept: Statements = []
    opened_database: Any = database
    for way in ("read", "write"):
        original = getattr(database, way)

        async def call(work: Work[Any], original: Any = original) -> Any:
            return await original(lambda tx: work(Recorded(tx, kept)))

        opened_database.__dict__[way] = call
    await ask(1)
    del opened_database.__dict__["read"], opened_database.__dict__["write"]
    connection: Any = await asyncpg.connect(url)
    found = 0
    for _, sql, values in kept:
        if sql.lstrip().startswith(("SELECT", "WITH")):
            text = await connection.fetchval(f"EXPLAIN (ANALYZE, BUFFERS, FORMAT JSON) {_numbered(sql)}", *values)
            plan = json.loads(text)[0]["Plan"]
            found += plan["Shared Hit Blocks"] + plan["Shared Read Blocks"]
    await connection.close()
    return found


async def _nothing(_: object) -> None:
    """A transaction without a statement."""


async def timed(ask: Callable[[int], Awaitable[Any]], clock: Callable[[], float]) -> float:
    """The median time of a call by that clock, in microseconds."""
    for n in range(5):
        await ask(n)
    taken: list[float] = []
    until = time.perf_counter() + SECONDS
    for n in itertools.count():
        began = clock()
        await ask(n)
        taken.append((clock() - began) * 1e6)
        if n >= MOST or (n >= 20 and time.perf_counter() > until):
            return median(taken)
    raise AssertionError


async def check(database: Database, plan: Plan) -> None:
    """Verify results before they are timed."""
    now = discord.utils.utcnow()
    year = Period(now - timedelta(days=365), now)
    standings = await gathering.standings(database, Group(plan.group_id), EntryKind.REFERRAL, year)
    assert len(standings) == PEOPLE
    assert sum(standing.people for standing in standings) == min(plan.referrals, PEOPLE * (PEOPLE - 1))
    found = await database.read(lambda tx: referrals_store.page(tx, plan.group_id, plan.people[0], Box.ALL, None, 9))
    assert len(found) == 9
    assert all(referral.client.prospect for referral in found)


@asynccontextmanager
async def opened(engine: str, groups: list[Plan]) -> AsyncIterator[tuple[Database, str, int]]:
    """A filled store, its path or URL, and its size in bytes."""
    with tempfile.TemporaryDirectory(prefix="goodword-bench-") as folder:
        if engine == "sqlite":
            path = Path(folder) / "store.db"
            await seed(path, groups)
            sqlite = await SqliteDatabase.open(path, Cipher(KEY), discord.utils.utcnow)
            try:
                yield sqlite, str(path), path.stat().st_size
            finally:
                await sqlite.close()
            return
        with postgres.server() as server:
            async with postgres.empty_database(server) as url:
                await seed_postgres(url, groups)
                database = await PostgresDatabase.open(url, Cipher(KEY), discord.utils.utcnow)
                try:
                    row = await database.read(lambda tx: tx.one("SELECT pg_database_size(current_database()) AS bytes"))
                    assert row is not None
                    yield database, url, row["bytes"]
                finally:
                    await database.close()


async def main(report: Report, engines: list[str], totals: list[int]) -> None:
    for engine in engines:
        columns: list[str] = []
        rows: dict[str, list[str]] = {}
        for total in totals:
            groups, began = plans(total), time.perf_counter()
            async with opened(engine, groups) as (database, place, size):
                took = time.perf_counter() - began
                report.say(f"{engine}, {total:,} referrals in {GROUPS:,} groups: {size / 2**20:.0f} MiB, written in {took:.0f} s")
                for plan in [plan for plan in groups if plan.readable]:
                    columns.append(f"{plan.referrals:,} of {total:,}")
                    await check(database, plan)
                    for name, ask in questions(database, plan).items():
                        read = f" ({await pages(database, place, ask)})" if engine == "postgres" else ""
                        rows.setdefault(name, []).append(f"{await timed(ask, CLOCKS[engine]):.0f}{read}")
        report.table([UNITS[engine], *columns], [[name, *row] for name, row in rows.items()])


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--largest", action="store_true", help="10,000,000 referrals too")
    arguments.add_argument("--totals", type=int, nargs="+", help="these sizes instead")
    arguments.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    chosen = arguments.parse_args()
    sizes = chosen.totals or [100_000, 1_000_000, *([10_000_000] if chosen.largest else [])]
    asyncio.run(main(Report(chosen.markdown), chosen.engines, sizes))
