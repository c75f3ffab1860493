"""Counts what each transaction reads: so much work of the store's thread, whatever the machine."""

from __future__ import annotations

from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from bot.core.db.encryption import Cipher

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from bot.core.db.database import Database, Row, Tx, Work


@dataclass
class Read:
    """What one transaction read: rows, and sealed values that it opened itself. `writes`: it held the writing thread."""

    writes: bool
    rows: int = 0
    opened: int = 0


class _Counting(Cipher):
    """The cipher of a transaction: counts in `read` what is opened until the transaction ends."""

    read: Read | None = None

    def open(self, *place: Any) -> str:
        if self.read is not None and place[-1]:
            self.read.opened += 1
        return super().open(*place)


class _Counted:
    """A transaction that counts."""

    def __init__(self, tx: Tx, read: Read) -> None:
        self._tx, self._read = tx, read

    def __getattr__(self, name: str) -> Any:
        return getattr(self._tx, name)

    async def one(self, sql: str, *values: object) -> Row | None:
        self._read.rows += 1
        return await self._tx.one(sql, *values)

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        found = await self._tx.all(sql, *values)
        self._read.rows += len(found)
        return found


@contextmanager
def counted(database: Database, key: bytes) -> Iterator[list[Read]]:
    """What each transaction of the database reads until the end of the block, in their order."""
    found: list[Read] = []
    opened: Any = database
    before = {name: getattr(database, name) for name in ("read", "write")}

    def counting(name: str, original: Any) -> Any:
        async def call(work: Work[Any]) -> Any:
            async def within(tx: Any) -> Any:
                read = Read(name == "write")
                found.append(read)
                cipher = _Counting(key)
                cipher.read = read
                tx.cipher = cipher
                try:
                    return await work(_Counted(tx, read))  # pyright: ignore[reportArgumentType]
                finally:
                    cipher.read = None

            return await original(within)

        return call

    for name, original in before.items():
        opened.__dict__[name] = counting(name, original)
    try:
        yield found
    finally:
        opened.__dict__.update(before)
