"""One SQLite connection on aiosqlite's thread, which runs whole functions instead of single statements.

aiosqlite queues each statement to its thread and back: a transaction of five statements takes five hops. `run` queues one function
that executes all of them, in the same queue (`benchmarks/hops.py` compares the two). For that it uses four names that aiosqlite
protects: `_tx`, `_thread`, `_connect` and `_conn`; `tests/core/test_connection.py` holds them, and the version is pinned.
"""

from __future__ import annotations

import asyncio
import sqlite3
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue

P = ParamSpec("P")
T = TypeVar("T")

BUSY_MS = 5000
"""For how long SQLite waits for another program's lock, in milliseconds, unless the connection is told otherwise."""
STATEMENTS = 256
"""How many prepared statements a connection keeps; the code has some two hundred different ones."""
UNUSED_CHUNK = 64
"""aiosqlite fetches rows of its own cursors by so many; nothing here uses them."""


class Connection(aiosqlite.Connection):
    """A connection to the database at a SQLite URI, in autocommit mode: transactions are begun by hand.

    It is opened when it is awaited or entered, which raises sqlite3.Error.
    """

    _tx: SimpleQueue[tuple[asyncio.Future[Any] | None, Callable[[], Any]]]

    def __init__(self, uri: str, *pragmas: str) -> None:
        super().__init__(lambda: _connect(uri, pragmas), UNUSED_CHUNK)
        self._thread.daemon = True  # else a connection that is not closed keeps the process from ending (aiosqlite #299)

    async def _connect(self) -> Self:
        try:
            await super()._connect()
        except sqlite3.Error:
            self._thread.join()  # aiosqlite told it to end
            raise
        return self

    async def run(self, function: Callable[Concatenate[sqlite3.Connection, P], T], *values: P.args, **more: P.kwargs) -> T:
        """Run `function` with the driver's connection on the thread, after what was queued before.

        It runs to its end whether or not the caller is cancelled meanwhile.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, lambda: function(self._conn, *values, **more)))
        return await future

    def post(self, function: Callable[[sqlite3.Connection], None]) -> None:
        """Queue `function`, which raises nothing, and do not wait for it."""
        self._tx.put_nowait((None, lambda: function(self._conn)))

    def leave_behind(self) -> None:
        """Let the thread close the connection by itself, whenever what is under way ends."""
        self.stop()  # pyright: ignore[reportUnknownMemberType]

    def break_off(self) -> None:
        """Interrupt the statement that is being executed, if any: it raises SQLITE_INTERRUPT."""
        self._conn.interrupt()


def _connect(uri: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
    connection.row_factory = sqlite3.Row
    for pragma in (f"busy_timeout = {BUSY_MS}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    return connection
