"""SQLite: one writing connection and one reading connection, each on a thread of its own.

The standard library's driver on an executor of one thread: a transaction is one hop, where a hop for each statement takes about
three times as long (`benchmarks/hops.py`), and an executor's thread does not keep a process from ending.
"""

from __future__ import annotations

import asyncio
import contextvars
import logging
import os
import sqlite3
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any, TypeVar

from bot.model.words import Unsaved
from bot.store.engine import migrations, trouble
from bot.store.engine.database import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Sequence
    from datetime import datetime
    from pathlib import Path

    from bot.store.engine.database import Clock, Row, Work
    from bot.store.engine.vault import Vault

log = logging.getLogger(__name__)

T = TypeVar("T")
BUSY_MS = 5000
_PRIMARY = 0xFF
"""Of SQLite's result codes, the part that says what happened; the rest says where."""
_SAID = {
    sqlite3.SQLITE_FULL: trouble.NO_ROOM,
    sqlite3.SQLITE_BUSY: trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: trouble.LOCKED,
    sqlite3.SQLITE_READONLY: trouble.BROKEN,
    sqlite3.SQLITE_IOERR: trouble.BROKEN,
    sqlite3.SQLITE_CANTOPEN: trouble.BROKEN,
    sqlite3.SQLITE_CORRUPT: trouble.BROKEN,
    sqlite3.SQLITE_NOTADB: trouble.BROKEN,
}


class SqliteTx:
    """A transaction on the thread that owns the connection; its methods never suspend."""

    skip_locked = ""

    def __init__(self, connection: sqlite3.Connection, now: datetime, vault: Vault) -> None:
        self._connection = connection
        self.now = now
        self.vault = vault
        self.wakes = False

    async def one(self, sql: str, *values: object) -> Row | None:
        cursor = self._connection.execute(sql, values)
        try:
            return cursor.fetchone()
        finally:
            cursor.close()  # an unfinished RETURNING would keep the statement, and with it the commit, open

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return self._connection.execute(sql, values).fetchall()

    async def run(self, sql: str, *values: object) -> int:
        return self._connection.execute(sql, values).rowcount

    async def breathe(self) -> None:
        """The thread is nobody else's."""

    def wake(self) -> None:
        self.wakes = True


class _Line:
    """One connection and the thread that owns it."""

    def __init__(self, name: str) -> None:
        self._executor = ThreadPoolExecutor(max_workers=1, thread_name_prefix=f"sqlite-{name}")

    async def run(self, function: Callable[..., T], *values: object, then: Callable[[], None] | None = None) -> T:
        """Run `function` on the thread to its end, whether or not the caller is cancelled meanwhile."""
        context = contextvars.copy_context()
        future = asyncio.get_running_loop().run_in_executor(self._executor, lambda: context.run(function, *values))
        if then is not None:
            future.add_done_callback(lambda _: then())
        return await asyncio.shield(future)

    def end(self) -> None:
        self._executor.shutdown(wait=False)


class SqliteDatabase:
    """The store in one file. Open it with `open`; `close` it in any case."""

    def __init__(self, path: Path, vault: Vault, clock: Clock) -> None:
        self.path = path
        self.on_wake: Callable[[], None] = lambda: None
        self._vault = vault
        self._clock = clock
        self._writing, self._reading = _Line("write"), _Line("read")
        self._writer: sqlite3.Connection | None = None
        self._reader: sqlite3.Connection | None = None

    @classmethod
    async def open(cls, path: Path, vault: Vault, clock: Clock) -> SqliteDatabase:
        """Open the file, made where it is missing, bring it to the newest schema and check the key. Raises StoreError."""
        database = cls(path, vault, clock)
        async with database._or_close():
            database._writer = await database._writing.run(connect_writer, path)
            await database._writing.run(migrations.migrate_sqlite, database._writer, path)
            await database.write(vault.check)
            database._reader = await database._reading.run(_connect_reader, path)
        return database

    @classmethod
    async def look(cls, path: Path, vault: Vault, clock: Clock) -> SqliteDatabase:
        """Open an existing file for reading alone, beside a bot that runs too. Raises StoreError."""
        database = cls(path, vault, clock)
        async with database._or_close():
            database._reader = await database._reading.run(_connect_reader, path)
            await database._reading.run(migrations.check, database._reader, path)
            await database.read(vault.verify)
        return database

    @asynccontextmanager
    async def _or_close(self) -> AsyncGenerator[None]:
        """Close what was opened where opening fails, and say so as a StoreError."""
        try:
            yield
        except BaseException as problem:
            await self.close()
            if _code(problem) == sqlite3.SQLITE_BUSY:
                raise StoreError(
                    f"database.url: {self.path} is locked by another program. End whatever writes to it, then start again."
                ) from problem
            if isinstance(problem, Unsaved | sqlite3.Error | OSError):
                raise StoreError(
                    f"database.url: {self.path} can't be used as a store ({problem}). Check the path, its permissions and the"
                    " disk's free space; if the file is damaged, restore a backup."
                ) from problem
            raise

    async def write(self, work: Work[T]) -> T:
        assert self._writer is not None
        tx = SqliteTx(self._writer, self._clock(), self._vault)
        with _told(writes=True):
            return await self._writing.run(
                _transact, self._writer, "BEGIN IMMEDIATE", work, tx, then=lambda: self.on_wake() if tx.wakes else None
            )

    async def read(self, work: Work[T]) -> T:
        assert self._reader is not None
        tx = SqliteTx(self._reader, self._clock(), self._vault)
        with _told(writes=False):
            return await self._reading.run(_transact, self._reader, "BEGIN", work, tx)

    async def close(self) -> None:
        """Wait for what is under way, then close both connections. Safe to call twice."""
        for line, connection in ((self._reading, self._reader), (self._writing, self._writer)):
            if connection is not None:
                await line.run(connection.close)
            line.end()
        self._reader = self._writer = None


def _code(problem: BaseException) -> int:
    """SQLite's result code; 0 where the module itself complains, or somebody else."""
    return getattr(problem, "sqlite_errorcode", 0) & _PRIMARY


@contextmanager
def _told(*, writes: bool) -> Generator[None]:
    """Say a failure of the file or its disk to whoever asked, and in the log."""
    try:
        yield
    except sqlite3.DatabaseError as problem:
        code = _code(problem)
        if code not in _SAID or (code == sqlite3.SQLITE_READONLY and not writes):  # a reader that writes is a mistake of ours
            raise
        log.warning("The store failed (%s: %s).", problem.sqlite_errorname, problem)
        raise Unsaved(_SAID[code]) from problem


def _transact(connection: sqlite3.Connection, begin: str, work: Work[T], tx: SqliteTx) -> T:
    connection.execute(begin)
    try:
        result = _finish(work(tx))
        connection.execute("COMMIT")
    except BaseException:
        tx.wakes = False
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return result


def _finish(work: Any) -> Any:
    """Run a coroutine that never suspends, and return what it returns."""
    try:
        work.send(None)
    except StopIteration as done:
        return done.value
    work.close()
    raise RuntimeError("a transaction may await its tx and nothing else")


def connect_writer(path: Path) -> sqlite3.Connection:
    """The file, made where it is missing, with everything set for writing."""
    path.parent.mkdir(parents=True, exist_ok=True)
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = _connect(f"file:{_quoted(path)}?mode=rw")
    connection.execute("PRAGMA journal_mode = WAL")
    connection.execute("PRAGMA synchronous = FULL")
    connection.execute("PRAGMA foreign_keys = ON")
    return connection


def _connect_reader(path: Path) -> sqlite3.Connection:
    connection = _connect(f"file:{_quoted(path)}?mode=ro")
    connection.execute("PRAGMA query_only = ON")
    return connection


def _connect(uri: str) -> sqlite3.Connection:
    connection = sqlite3.connect(uri, uri=True, isolation_level=None, check_same_thread=False, cached_statements=256)
    connection.row_factory = sqlite3.Row
    connection.execute(f"PRAGMA busy_timeout = {BUSY_MS}")
    return connection


def _quoted(path: Path) -> str:
    return str(path.absolute()).replace("%", "%25").replace("?", "%3f").replace("#", "%23")
