"""A transaction of three inserts by three ways, in turns: why it is one hop to aiosqlite's thread.

A hop for each statement, as aiosqlite is usually used; one function in its queue, as Goodword does; and the same function on an
executor of one thread, with the standard library's driver.

python benchmarks/hops.py
"""

from __future__ import annotations

import asyncio
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from bot.core.db.sqlite import writing

if TYPE_CHECKING:
    import sqlite3
    from collections.abc import Awaitable, Callable

ROUNDS, CALLS = 9, 300
INSERT = "INSERT INTO t (b) VALUES (1)"
TRANSACTION = ("BEGIN IMMEDIATE", INSERT, INSERT, INSERT, "COMMIT")


def all_of_it(connection: sqlite3.Connection) -> None:
    for statement in TRANSACTION:
        connection.execute(statement)


def all_of_it_and_a_wake(connection: sqlite3.Connection, loop: asyncio.AbstractEventLoop) -> None:
    all_of_it(connection)
    loop.call_soon_threadsafe(nothing)


def nothing() -> None:
    pass


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """The median time of a call, in microseconds."""
    took: list[float] = []
    for _ in range(CALLS):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return median(took) * 1e6


async def measured(path: Path, synchronous: str) -> dict[str, float]:
    loop = asyncio.get_running_loop()
    connection = writing(path)
    with ThreadPoolExecutor(1) as thread:
        async with connection:
            for setting in (f"PRAGMA synchronous = {synchronous}", "CREATE TABLE t (a INTEGER PRIMARY KEY, b)"):
                await connection.execute(setting)

            async def a_hop_each() -> None:
                for statement in TRANSACTION:
                    await connection.execute(statement)

            ways: dict[str, Callable[[], Awaitable[object]]] = {
                "a hop a statement": a_hop_each,
                "one hop": lambda: connection.run(all_of_it),
                "one hop, then a call on the event loop": lambda: connection.run_then(nothing, all_of_it),
                "one hop, and a wake for that call": lambda: connection.run(all_of_it_and_a_wake, loop),
                "one hop, executor": lambda: loop.run_in_executor(thread, all_of_it, connection._conn),  # noqa: SLF001
            }
            rounds = [{way: await timed(work) for way, work in ways.items()} for _ in range(ROUNDS)]
            (written,) = await connection.run(lambda driver: driver.execute("SELECT COUNT(*) FROM t").fetchone())
            assert written == ROUNDS * CALLS * len(ways) * TRANSACTION.count(INSERT)
    return {way: median(each[way] for each in rounds) for way in ways}


async def main() -> None:
    print("| synchronous | way | µs | × one hop |\n|---|---|---|---|")
    for synchronous in ("FULL", "NORMAL"):
        with tempfile.TemporaryDirectory() as folder:
            took = await measured(Path(folder) / "t.db", synchronous)
        for way, each in took.items():
            print(f"| {synchronous} | {way} | {each:.0f} | {each / took['one hop']:.2f} |")


if __name__ == "__main__":
    asyncio.run(main())
