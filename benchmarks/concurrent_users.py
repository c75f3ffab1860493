"""Fifty concurrent users, four reads to a write, on both engines: the services beside the bare driver with the same statements.

The statements are recorded from the services (`/profile show`, `/me`, a page of `/referrals`, the week's board, an edited
profile) and executed by aiosqlite, a transaction in one hop to its thread, or by an asyncpg pool of the same size.

python benchmarks/concurrent_users.py
"""

from __future__ import annotations

import asyncio
import itertools
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING, Any

import asyncpg

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.figures import Report, Spread, parser, percentile
from benchmarks.seed import Plan
from benchmarks.store import Recorded, Statements, opened
from bot.core.actor import Actor
from bot.core.calendar import PeriodName
from bot.core.db.postgres import _numbered
from bot.core.db.sqlite import SqliteDatabase, reading, writing
from bot.membership.members.model import Profile
from bot.referrals.model import Box
from bot.services import Services
from bot.weekly.boards.model import BoardName

if TYPE_CHECKING:
    import sqlite3

    from bot.core.db.connection import Connection
    from bot.core.db.database import Database, Work

CROWD, ROUNDS, CONNECTIONS = 50, 5, 10
RECORDED = "recorded-action"
PROFILE = Profile("Ana & Co", "Kitchens and baths", "Families who move", "ana@example.org")


def actions(services: Services, plan: Plan) -> list[Any]:
    """Four reads and a write by the n-th person; `action` is a new idempotency key each time."""

    def actor(n: int) -> Actor:
        return Actor(plan.group_id, plan.people[n % len(plan.people)], "Member", language="en")

    return [
        lambda n, _: services.profiles.show(actor(n), actor(n + 1).user_id),
        lambda n, _: services.activity.mine(actor(n)),
        lambda n, _: services.referrals.list(actor(n), Box.ALL, None, 9),
        lambda n, _: services.boards.board(actor(n), BoardName.GIVERS, PeriodName.THIS_WEEK),
        lambda n, action: services.profiles.edit(actor(n), PROFILE, action),
    ]


async def recorded(database: Database, plan: Plan) -> list[list[Statements]]:
    """The recorded statements by action and person."""
    services = Services(database)
    found: list[list[Statements]] = []
    opened_database: Any = database
    for way in ("read", "write"):
        original = getattr(database, way)

        async def call(work: Work[Any], original: Any = original) -> Any:
            found[-1].append([])
            return await original(lambda tx: work(Recorded(tx, found[-1][-1])))

        opened_database.__dict__[way] = call
    for action in actions(services, plan):
        found.append([])
        for n in range(len(plan.people)):
            await action(n, f"{RECORDED}-{n}")
    del opened_database.__dict__["read"], opened_database.__dict__["write"]
    return found


def _now(values: tuple[Any, ...], action: str) -> list[Any]:
    return [action if isinstance(value, str) and value.startswith(RECORDED) else value for value in values]


async def bare_sqlite(path: Path, found: list[list[Statements]]) -> list[Any]:
    """The statements on two connections, opened as Goodword's."""

    def transact(store: sqlite3.Connection, begin: str, statements: Statements, action: str) -> None:
        store.execute(begin)
        for how, sql, values in statements:
            cursor = store.execute(sql, _now(values, action))
            if how != "run":
                cursor.fetchall()
        store.execute("COMMIT")

    def action(kind: list[Statements], begin: str, connection: Connection) -> Any:
        return lambda n, action: connection.run(transact, begin, kind[n % len(kind)], action)

    reader, writer = reading(path), writing(path)
    for connection in (reader, writer):
        await connection
    return [*(action(kind, "BEGIN", reader) for kind in found[:-1]), action(found[-1], "BEGIN IMMEDIATE", writer)]


def bare_postgres(pool: Any, found: list[list[Statements]]) -> list[Any]:
    """The statements on a pool of the same size, repeated after a serialization failure."""

    async def transact(statements: Statements, action: str, *, readonly: bool) -> None:
        while True:
            try:
                async with pool.acquire() as connection, connection.transaction(isolation="repeatable_read", readonly=readonly):
                    for how, sql, values in statements:
                        ask = connection.execute if how == "run" else connection.fetch
                        await ask(_numbered(sql), *_now(values, action))
            except asyncpg.SerializationError:
                await asyncio.sleep(0.002)
            else:
                return

    def action(kind: list[Statements], *, readonly: bool) -> Any:
        return lambda n, action: transact(kind[n % len(kind)], action, readonly=readonly)

    return [*(action(kind, readonly=True) for kind in found[:-1]), action(found[-1], readonly=False)]


async def crowd(todo: list[Any], seconds: float, keys: itertools.count[int]) -> tuple[float, float]:
    """Everybody repeats the actions; returns operations a second, and the p99 in milliseconds."""
    took: list[float] = []
    until = time.perf_counter() + seconds

    async def person(n: int) -> None:
        for turn in itertools.count(n):
            began = time.perf_counter()
            await todo[turn % len(todo)](n, f"action {next(keys)}")
            ended = time.perf_counter()
            took.append((ended - began) * 1000)
            if ended > until:
                return

    began = time.perf_counter()
    await asyncio.gather(*(person(n) for n in range(CROWD)))
    return len(took) / (time.perf_counter() - began), percentile(sorted(took), 0.99)


async def main(report: Report, engines: list[str], seconds: float) -> None:
    rows: list[list[str]] = []
    people = tuple(range(1, CROWD + 1))
    plan = Plan(1, people, 1500, readable=True)
    for engine in engines:
        async with opened(engine, [plan]) as (database, place, _):
            found = await recorded(database, plan)
            pool = None
            if isinstance(database, SqliteDatabase):
                bare = await bare_sqlite(Path(place), found)
            else:
                pool = await asyncpg.create_pool(place, min_size=1, max_size=CONNECTIONS)
                bare = bare_postgres(pool, found)
            keys, rates = itertools.count(), {"bare": [], "Goodword": []}
            for _ in range(ROUNDS):
                for who, todo in (("bare", bare), ("Goodword", actions(Services(database), plan))):
                    rates[who].append(await crowd(todo, seconds, keys))
            for who, each in rates.items():
                slower = Spread.of([bare_rate / rate for (bare_rate, _), (rate, _) in zip(rates["bare"], each, strict=True)])
                found = (
                    f"{Spread.of([rate for rate, _ in each]):.0f}",
                    f"{slower:.2f}",
                    f"{Spread.of([p99 for _, p99 in each]):.1f}",
                )
                rows.append([engine, who, *found])
            if pool is not None:
                await pool.close()
    report.table(["", "", "operations a second", "times slower", "p99 ms"], rows)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", type=float, default=5.0)
    arguments.add_argument("--engines", nargs="+", default=["sqlite", "postgres"], choices=["sqlite", "postgres"])
    chosen = arguments.parse_args()
    asyncio.run(main(Report(chosen.markdown), chosen.engines, chosen.seconds))
