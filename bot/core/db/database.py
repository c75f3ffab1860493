"""The face that both engines show: one transaction is one function of a `Tx`.

A transaction is a coroutine function `work(tx)` that awaits nothing but `tx` (and store functions, which do the same). SQLite
runs it from BEGIN to COMMIT in one hop to the writing thread; a networked engine awaits each statement. So a cancelled caller
can neither leave a transaction open nor have half of one committed, and nothing of Discord can be awaited inside.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

if TYPE_CHECKING:
    from bot.core.db.encryption import Cipher

T = TypeVar("T")


class Row(Protocol):
    """A row, by column name or unpacked in the order of the columns, which is quicker by far where there are many.

    It never leaves the store.
    """

    def __getitem__(self, column: str, /) -> Any: ...

    def __iter__(self) -> Iterator[Any]: ...

    def keys(self) -> Iterable[str]: ...


Clock = Callable[[], datetime]
Work = Callable[["Tx"], Awaitable[T]]

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


class Tx(Protocol):
    """One open transaction. `now` is when it began, in UTC, and the only time a store function knows."""

    now: datetime
    cipher: Cipher
    clock_is_trusted: bool
    """Whether `now` is known to be right. Else nothing may follow from the age of a row that can't be undone: nothing ends, is wiped,
    swept, dropped or deleted for being old."""
    skip_locked: str
    """Ends a SELECT of rows that are about to be changed: they are locked, and those that another transaction has locked are left
    out. Nothing on SQLite, which has one writer."""

    async def one(self, sql: str, *values: object) -> Row | None:
        """The first row, or None."""
        ...

    async def all(self, sql: str, *values: object) -> Sequence[Row]: ...

    async def run(self, sql: str, *values: object) -> int:
        """Execute and return how many rows were changed."""
        ...

    async def breathe(self) -> None:
        """In the middle of much to compute: let others have the event loop for a moment, where it is that one's time."""
        ...

    def wake(self) -> None:
        """Say that something is due now: whoever listens to the database is called after the commit."""
        ...


class Database(Protocol):
    """A store that is open. `on_wake` is called after a commit that has something to deliver.

    `trusts_clock` is asked at the beginning of each transaction; who knows nothing of clocks trusts them.
    """

    on_wake: Callable[[], None]
    trusts_clock: Callable[[], bool]

    async def write(self, work: Work[T]) -> T:
        """Run `work` in one transaction: committed when it returns, rolled back when it raises."""
        ...

    async def read(self, work: Work[T]) -> T:
        """Run `work` on one consistent snapshot; it cannot write."""
        ...

    async def close(self) -> None: ...


def micros(instant: datetime) -> int:
    """The instant as the store keeps it: integer microseconds since 1970 in UTC."""
    return (instant - _EPOCH) // _MICROSECOND


def instant(value: int) -> datetime:
    return _EPOCH + timedelta(0, 0, value)  # by keyword it takes twice as long, and lists are full of them


def maybe_micros(moment: datetime | None) -> int | None:
    return None if moment is None else micros(moment)


def maybe_instant(value: int | None) -> datetime | None:
    return None if value is None else instant(value)
