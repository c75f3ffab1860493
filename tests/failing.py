"""Lets a chosen statement of a transaction fail."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

from bot.core.db.sqlite import SqliteDatabase
from tests.fuzz import FUZZ

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Collection, Iterator

    from bot.core.db.database import Database, Tx, Work


class FaultError(Exception):
    """The statement that fails."""


class Faulty:
    """A transaction whose statement `number`, counted from 0, fails."""

    def __init__(self, tx: Tx, number: int) -> None:
        self._tx, self._left = tx, number

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def one(self, sql: str, *values: object) -> Any:
        self._count()
        return await self._tx.one(sql, *values)

    async def all(self, sql: str, *values: object) -> Any:
        self._count()
        return await self._tx.all(sql, *values)

    async def run(self, sql: str, *values: object) -> int:
        self._count()
        return await self._tx.run(sql, *values)

    def _count(self) -> None:
        self._left -= 1
        if self._left < 0:
            raise FaultError


@contextmanager
def failing(database: Database, number: int) -> Iterator[None]:
    """Each writing transaction of the block fails at that statement."""
    opened: Any = database
    write = database.write

    async def faulty(work: Work[Any]) -> Any:
        return await write(lambda tx: work(Faulty(tx, number)))  # pyright: ignore[reportArgumentType]

    opened.__dict__["write"] = faulty
    try:
        yield
    finally:
        opened.__dict__["write"] = write


async def fail_at_each_statement(
    database: Database, act: Callable[[], Awaitable[object]], kept: Callable[[], Awaitable[object]]
) -> int:
    """Let `act` fail at each of its statements in turn, and then succeed; returns the statement at which none was left to fail.

    What `kept` reads is the same after each failure as before. On PostgreSQL, where what a use case does in one transaction is the same and
    each repetition takes ten times as long, the statements are the first five, and then fewer and fewer; `make fuzz` takes each.
    """
    before, number = await kept(), 0
    is_each = FUZZ or isinstance(database, SqliteDatabase)
    while True:
        with failing(database, number):
            try:
                await act()
            except FaultError:
                assert await kept() == before, f"statement {number}"
                number += 1 if is_each else 1 + number // 4
            else:
                return number


async def rows_of(database: Database, tables: Collection[str]) -> dict[str, list[tuple[object, ...]]]:
    """All rows of these tables, on either engine."""

    async def read(tx: Tx) -> dict[str, list[tuple[object, ...]]]:
        return {table: sorted((tuple(row) for row in await tx.all(f"SELECT * FROM {table}")), key=str) for table in tables}

    return await database.read(read)
