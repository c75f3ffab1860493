"""Why a transaction is one hop to the thread: three inserts and their BEGIN and COMMIT, a hop each and all in one.

python benchmarks/hops.py
"""

from __future__ import annotations

import asyncio
import sqlite3
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROUNDS = 2000
INSERT = "INSERT INTO t (b) VALUES (1)"
TRANSACTION = ("BEGIN IMMEDIATE", INSERT, INSERT, INSERT, "COMMIT")


async def timed(work: Callable[[], Awaitable[object]]) -> float:
    """The median time of one call, in microseconds."""
    took: list[float] = []
    for _ in range(ROUNDS):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return median(took) * 1e6


async def main() -> None:
    loop = asyncio.get_running_loop()
    with (
        tempfile.TemporaryDirectory() as folder,
        ThreadPoolExecutor(1) as thread,
        closing(sqlite3.connect(Path(folder) / "t.db", isolation_level=None, check_same_thread=False)) as connection,
    ):
        for setting in (
            "PRAGMA journal_mode = WAL",
            "PRAGMA synchronous = FULL",
            "CREATE TABLE t (a INTEGER PRIMARY KEY, b)",
        ):
            connection.execute(setting)

        def all_of_it() -> None:
            for statement in TRANSACTION:
                connection.execute(statement)

        async def a_hop_each() -> None:
            for statement in TRANSACTION:
                await loop.run_in_executor(thread, connection.execute, statement)

        each = await timed(a_hop_each)
        one = await timed(lambda: loop.run_in_executor(thread, all_of_it))
        written = connection.execute("SELECT COUNT(*) FROM t").fetchone()[0]
        assert written == ROUNDS * 2 * TRANSACTION.count(INSERT)
    print(f"a hop a statement {each:.0f} µs, one hop {one:.0f} µs: {each / one:.1f} times")


if __name__ == "__main__":
    asyncio.run(main())
