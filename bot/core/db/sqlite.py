"""SQLite through aiosqlite: one writing connection and one reading connection, each on a thread of its own.

A transaction is one function that its connection's thread runs from BEGIN to COMMIT, see `connection`.
"""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from bot.core.db import messages as store_messages
from bot.core.db import migrations
from bot.core.db.checkpoints import Checkpoints, empty_log
from bot.core.db.connection import Connection
from bot.core.db.sqlite_errors import code_of, saying
from bot.core.db.sqlite_file import unusable
from bot.core.errors import STOPPING, Unsaved

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.core.db.database import Clock, Row, Work
    from bot.core.db.encryption import Cipher

log = logging.getLogger(__name__)

T = TypeVar("T")
WAIT_FOR_LOCK = 5.0
"""Seconds that a transaction waits for another program's lock on the file."""
SLICE_MS = 100
"""Milliseconds of one attempt to take the lock: `sqlite3_interrupt` does not end SQLite's own busy wait."""
GRACE = 2.0
"""Seconds that `close` gives to queued transactions; then they are refused, and the running statement is interrupted."""
LAST_GRACE = 2.0
"""Seconds after that in which the thread must answer; else `close` abandons it, as on a disk that hangs."""
INTERRUPT_EVERY = 0.05
"""Seconds between interrupts: each ends one statement, and a transaction may have started its next."""


class SqliteTx:
    """A transaction on the connection's thread; its methods never suspend."""

    skip_locked = ""

    cursor: sqlite3.Cursor
    """One for all statements: a new one takes a tenth of the time of a short statement. Each ends the one before it."""

    def __init__(self, now: datetime, cipher: Cipher, *, clock_is_trusted: bool) -> None:
        self.now = now
        self.clock_is_trusted = clock_is_trusted
        self.cipher = cipher
        self.wakes = False
        self.is_erasing = False

    async def one(self, sql: str, *values: object) -> Row | None:
        return self.cursor.execute(sql, values).fetchone()

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return self.cursor.execute(sql, values).fetchall()

    async def run(self, sql: str, *values: object) -> int:
        return self.cursor.execute(sql, values).rowcount

    async def breathe(self) -> None:
        """Do nothing: the transaction runs on a thread of its own."""

    def wake(self) -> None:
        self.wakes = True

    def erases(self) -> None:
        self.is_erasing = True


class SqliteDatabase:
    """The store in one file. Create it with `open` or `look`; call `close` in every case."""

    def __init__(self, path: Path, cipher: Cipher, clock: Clock) -> None:
        self.path = path
        self.on_wake: Callable[[], None] = lambda: None
        self.on_erased: Callable[[], None] = lambda: None
        self.on_full: Callable[[], None] = lambda: None
        self.trusts_clock: Callable[[], bool] = lambda: True
        self._cipher = cipher
        self._clock = clock
        self._writer: Connection | None = None
        self._reader: Connection | None = None
        self._checkpoints = Checkpoints()
        self._is_closing = False
        """`close` was called: new transactions are refused."""
        self._refuses = False
        """GRACE is over: queued transactions are refused too."""

    @classmethod
    async def open(cls, path: Path, cipher: Cipher, clock: Clock) -> SqliteDatabase:
        """Open or create the file, migrate it to the newest schema and verify the key. Raises StoreError."""
        database = cls(path, cipher, clock)
        async with database._or_close():
            writer = writing(path)
            await writer
            database._writer = database._checkpoints.writer = writer
            await writer.run(migrations.migrate_sqlite, path)
            await writer.run(_wait_in_slices)
            await database.write(cipher.check)
            await database._open_reader()
        return database

    @classmethod
    async def look(cls, path: Path, cipher: Cipher, clock: Clock) -> SqliteDatabase:
        """Open an existing file for reading alone, also while a bot uses it. Raises StoreError."""
        database = cls(path, cipher, clock)
        async with database._or_close():
            reader = await database._open_reader()
            await reader.run(migrations.check, path)
            await database.read(cipher.verify)
        return database

    async def _open_reader(self) -> Connection:
        reader = reading(self.path)
        await reader
        self._reader = reader
        return reader

    @asynccontextmanager
    async def _or_close(self) -> AsyncGenerator[None]:
        """Close the connections if opening fails, and raise the failure as a StoreError."""
        try:
            yield
        except BaseException as problem:
            await self.close()
            if isinstance(problem, Unsaved | sqlite3.Error | OSError):
                raise unusable(self.path, problem) from problem
            raise

    async def write(self, work: Work[T]) -> T:
        tx = SqliteTx(self._clock(), self._cipher, clock_is_trusted=self.trusts_clock())
        # IMMEDIATE takes the write lock at once; a deferred transaction could fail with SQLITE_BUSY at its first write.
        with store_messages.noticing(self.on_full), saying(writes=True):
            return await self._usable(self._writer).run_then(
                lambda: self._committed(tx), self._transact, "BEGIN IMMEDIATE", work, tx
            )

    async def read(self, work: Work[T]) -> T:
        tx = SqliteTx(self._clock(), self._cipher, clock_is_trusted=self.trusts_clock())
        with saying(writes=False):
            return await self._usable(self._reader).run(self._transact, "BEGIN", work, tx)

    def _usable(self, connection: Connection | None) -> Connection:
        if self._is_closing:
            raise Unsaved(STOPPING)
        assert connection is not None, "it was opened for reading alone"
        return connection

    def _transact(self, connection: sqlite3.Connection, begin: str, work: Work[T], tx: SqliteTx) -> T:
        """Run a transaction from BEGIN to COMMIT on the connection's thread."""
        self._begin(connection, begin)
        try:
            tx.cursor = connection.cursor()
            result = _finish(work(tx))
            tx.cursor.execute("COMMIT")  # by the same cursor: it fails beside an unfinished INSERT ... RETURNING
        except BaseException:
            # Errors such as SQLITE_FULL may have rolled it back already
            # (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
            if connection.in_transaction:
                connection.execute("ROLLBACK")
            raise
        return result

    def _begin(self, connection: sqlite3.Connection, begin: str) -> None:
        """Execute BEGIN, retrying while the file is locked.

        Raises Unsaved if the store is closed meanwhile, and sqlite3.Error.
        """
        until = time.monotonic() + WAIT_FOR_LOCK
        while True:
            if self._refuses:
                raise Unsaved(STOPPING)
            try:
                connection.execute(begin)
            except sqlite3.OperationalError as problem:
                if code_of(problem) != sqlite3.SQLITE_BUSY or time.monotonic() > until:
                    raise
            else:
                return

    def _committed(self, tx: SqliteTx) -> None:
        """Plan checkpoints, and call `on_wake` and `on_erased`, on the event loop.

        In the caller's `contextvars` context the simulated Discord tells the bot's own work from a person's.
        """
        self._checkpoints.committed(erases=tx.is_erasing)
        if tx.is_erasing:
            self.on_erased()
            if self._reader is not None:
                # An idle thread keeps its last function, with what that read. The writer's is a checkpoint then.
                self._reader.post(_nothing)
        if tx.wakes:
            self.on_wake()

    async def close(self) -> None:
        """Wait GRACE seconds for queued transactions, then refuse them; close both connections. May be called twice."""
        self._is_closing = True
        self._checkpoints.stop()
        connections = [each for each in (self._reader, self._writer) if each is not None]
        writer, self._reader, self._writer = self._writer, None, None
        for connection, drained in zip(connections, await asyncio.gather(*map(self._drained, connections)), strict=True):
            if not drained:
                log.warning("The store's disk does not answer; its thread is left behind.")
                connection.leave_behind()
                continue
            if connection is writer:
                await connection.run(empty_log)
            await connection.close()

    async def _drained(self, connection: Connection) -> bool:
        """Wait for all queued functions; after GRACE interrupt the running ones. False where the thread does not answer."""
        end = asyncio.ensure_future(connection.run(_nothing))
        await asyncio.wait({end}, timeout=GRACE)
        left = LAST_GRACE
        while not end.done() and left > 0:
            self._refuses = True
            connection.break_off()
            await asyncio.wait({end}, timeout=INTERRUPT_EVERY)
            left -= INTERRUPT_EVERY
        return end.done()


def _nothing(*_: object) -> None:
    pass


def _wait_in_slices(connection: sqlite3.Connection) -> None:
    connection.execute(f"PRAGMA busy_timeout = {SLICE_MS}")


def _finish(work: Any) -> Any:
    """Run a coroutine that never suspends, and return its result. Raises RuntimeError where it suspends."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    work.close()
    raise RuntimeError("a transaction may await its tx and nothing else")


def writing(path: Path) -> Connection:
    """A connection for writing to the file, which is created with mode 0600 where it is missing. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    return Connection(
        f"file:{_quoted(path)}?mode=rw",
        "journal_mode = WAL",
        # With NORMAL a power failure may undo the last commits (https://sqlite.org/pragma.html#pragma_synchronous).
        "synchronous = FULL",
        # Off by default in every connection (https://sqlite.org/foreignkeys.html#fk_enable).
        "foreign_keys = ON",
        "secure_delete = ON",  # overwrite deleted content with zeros: https://sqlite.org/pragma.html#pragma_secure_delete
    )


def reading(path: Path) -> Connection:
    """A connection for reading alone to an existing file."""
    return Connection(f"file:{_quoted(path)}?mode=ro", "query_only = ON")


def _quoted(path: Path) -> str:
    """Escape a path for a SQLite URI (https://sqlite.org/uri.html#the_uri_path)."""
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
