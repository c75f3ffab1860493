"""Lets a chosen statement of a transaction fail."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

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
