"""One SQLite connection on aiosqlite's thread, which runs whole functions instead of single statements.

aiosqlite queues each statement to its thread and waits for the result: a transaction of five statements takes five hops. `run`
queues one function that executes all of them, in the same queue (`benchmarks/hops.py` compares the two). For that it uses four
protected names of aiosqlite: `_tx`, `_thread`, `_connect` and `_conn`; `tests/core/test_connection.py` tests them, and the
version is pinned.
"""

from __future__ import annotations

import asyncio
import contextvars
import sqlite3
from typing import TYPE_CHECKING, Any, Concatenate, ParamSpec, Self, TypeVar

import aiosqlite

if TYPE_CHECKING:
    from collections.abc import Callable
    from queue import SimpleQueue

P = ParamSpec("P")
T = TypeVar("T")

BUSY_MS = 5000
"""Milliseconds that SQLite waits for another program's lock (https://sqlite.org/pragma.html#pragma_busy_timeout)."""
STATEMENTS = 256
"""Number of prepared statements that a connection caches; the code has about two hundred."""
UNUSED_CHUNK = 64
"""`iter_chunk_size` of aiosqlite's own cursors, which are not used here."""


class Connection(aiosqlite.Connection):
    """A connection to the database at a SQLite URI, in autocommit mode: `BEGIN` and `COMMIT` are executed explicitly.

    Awaiting or entering it opens it and raises sqlite3.Error.
    """

    _tx: SimpleQueue[tuple[asyncio.Future[Any] | None, Callable[[], Any]]]

    def __init__(self, uri: str, *pragmas: str) -> None:
        super().__init__(lambda: _connect(uri, pragmas), UNUSED_CHUNK)
        self._thread.daemon = True  # else a connection that is not closed keeps the process from ending (aiosqlite #299)

    async def _connect(self) -> Self:
        try:
            await super()._connect()
        except sqlite3.Error:
            self._thread.join()  # aiosqlite has queued the thread's end, but does not wait for it
            raise
        return self

    async def run(self, function: Callable[Concatenate[sqlite3.Connection, P], T], *values: P.args, **more: P.kwargs) -> T:
        """Run `function` with the driver's connection on the thread, after what was queued before, and return its result.

        A function that is queued runs to its end even if the caller is cancelled.
        """
        future: asyncio.Future[T] = asyncio.get_running_loop().create_future()
        self._tx.put_nowait((future, lambda: function(self._conn, *values, **more)))
        return await future

    async def run_then(
        self,
        then: Callable[[], None],
        function: Callable[Concatenate[sqlite3.Connection, P], T],
        *values: P.args,
        **more: P.kwargs,
    ) -> T:
        """As `run`; where `function` raised nothing, call `then` on the event loop, also if the caller was cancelled.

        Both take one wake of the event loop. `then` runs in the caller's `contextvars` context, before the caller goes on.
        """
        loop, context = asyncio.get_running_loop(), contextvars.copy_context()
        future: asyncio.Future[T] = loop.create_future()

        def ended(result: T) -> None:
            try:
                then()
            finally:
                if not future.done():
                    future.set_result(result)

        def failed(problem: BaseException) -> None:
            if not future.done():
                future.set_exception(problem)

        def call() -> None:
            try:
                result = function(self._conn, *values, **more)
            except BaseException as problem:  # noqa: BLE001  it is raised where the caller waits
                loop.call_soon_threadsafe(failed, problem)
            else:
                loop.call_soon_threadsafe(ended, result, context=context)

        self._tx.put_nowait((None, call))
        return await future

    def post(self, function: Callable[[sqlite3.Connection], None]) -> None:
        """Queue `function`, which must not raise, without waiting for it."""
        self._tx.put_nowait((None, lambda: function(self._conn)))

    def leave_behind(self) -> None:
        """Tell the thread to close the connection after its running function, without waiting for that."""
        self.stop()  # pyright: ignore[reportUnknownMemberType]

    def break_off(self) -> None:
        """Interrupt the running statement, if any. It raises SQLITE_INTERRUPT (https://sqlite.org/c3ref/interrupt.html)."""
        self._conn.interrupt()


def _connect(uri: str, pragmas: tuple[str, ...]) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=STATEMENTS)
    connection.row_factory = sqlite3.Row
    for pragma in (f"busy_timeout = {BUSY_MS}", *pragmas):
        connection.execute(f"PRAGMA {pragma}")
    return connection
