"""The interface of both engines: a transaction is a function that takes a `Tx`.

A transaction is a coroutine function `work(tx)` that awaits nothing but `tx` and store functions, which do the same. SQLite
runs it from BEGIN to COMMIT as one call on the writing thread; PostgreSQL awaits each statement. So a cancelled caller
neither leaves a transaction open nor commits half of one, and no request to Discord can be awaited inside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from enum import StrEnum

    from bot.core.db.encryption import Cipher

T = TypeVar("T")


class Row(Protocol):
    """A row: values by column name, or unpacked in the order of the columns, which is faster in long lists.

    Store functions convert rows to records; rows are not passed on.
    """

    def __getitem__(self, column: str, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> Iterable[str]:
        """The names of the columns, in their order."""
        ...


Clock = Callable[[], datetime]
Work = Callable[["Tx"], Awaitable[T]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Tx(Protocol):
    """An open transaction. `now` is when it began, in UTC; store functions use no other clock."""

    now: datetime
    cipher: Cipher
    clock_is_trusted: bool
    """Whether `now` is known to be right.

    Where it is not, nothing irreversible may follow from the age of a row: nothing lapses or is erased, swept, superseded or
    deleted because it is old.
    """
    skip_locked: str
    """Suffix of a SELECT whose rows are updated next: FOR UPDATE SKIP LOCKED, which locks them and leaves out those that another
    transaction has locked (https://www.postgresql.org/docs/current/sql-select.html#SQL-FOR-UPDATE-SHARE). Empty on SQLite, which
    has one writer.
    """

    async def one(self, sql: str, *values: object) -> Row | None:
        """The first row, or None."""
        ...

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        """All rows, in the order that the statement asks for: without ORDER BY the engines' orders differ."""
        ...

    async def run(self, sql: str, *values: object) -> int:
        """Execute and return how many rows were changed."""
        ...

    async def breathe(self) -> None:
        """Yield to the event loop during a long computation on PostgreSQL.

        Does nothing on SQLite, where it runs on another thread.
        """
        ...

    def wake(self) -> None:
        """Request a call of `on_wake` after the commit, because a message or a job may be due."""
        ...

    def erases(self) -> None:
        """Request that nothing of what this transaction deletes stays in SQLite's files, its write-ahead log among them.

        `on_erased` is called after the commit, for what stays in memory.
        """
        ...


class Database(Protocol):
    """An open store. `on_wake` is called after a commit whose transaction called `Tx.wake`, `on_erased` after one that called `Tx.erases`.

    `on_full` is called on the event loop for each transaction that failed for want of room, whoever began it.
    `trusts_clock` is called at the beginning of each transaction and sets `Tx.clock_is_trusted`; by default it returns True.
    """

    on_wake: Callable[[], None]
    on_erased: Callable[[], None]
    on_full: Callable[[], None]
    trusts_clock: Callable[[], bool]

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction, committed when it returns, rolled back when it raises.

        Raises Unsaved where the store fails.
        """
        ...

    async def read(self, work: Work[T]) -> T:
        """Run `work` on one consistent snapshot; it can't write. Raises Unsaved where the store fails."""
        ...

    async def close(self) -> None: ...


def literals(values: Iterable[StrEnum]) -> str:
    """The values as SQL literals, for `IN`: as parameters they would hide from the planner which partial index serves them."""
    return ", ".join(f"'{each.value}'" for each in sorted(values))


def micros(instant: datetime) -> int:
    """The instant as it is stored: integer microseconds since 1970-01-01 UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    """The instant that `micros` made this number of, in UTC."""
    return _EPOCH + timedelta(0, 0, value)  # the keyword `microseconds` takes twice as long, and lists convert many


def maybe_micros(moment: datetime | None) -> int | None:
    """As `micros`; None, which is stored as NULL, stays None."""
    return None if moment is None else micros(moment)


def maybe_instant(value: int | None) -> datetime | None:
    """As `instant`; None, as NULL is read, stays None."""
    return None if value is None else instant(value)
