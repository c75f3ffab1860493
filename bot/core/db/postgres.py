"""PostgreSQL through asyncpg: a pool of connections, each transaction in a task of its own.

Transactions are REPEATABLE READ and are run again after a serialization failure
(https://www.postgresql.org/docs/current/transaction-iso.html#XACT-REPEATABLE-READ), so that use cases have the same outcome as on
SQLite's single writer: of two that conflict, the second sees what the first committed.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import asynccontextmanager, contextmanager
from functools import lru_cache
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from bot.core.db import messages as store_messages
from bot.core.db import migrations
from bot.core.db.pool_monitor import PoolMonitor
from bot.core.db.postgres_server import FAREWELL_SECONDS, Connection, connect, hang_up, place, pool, told
from bot.core.errors import NO_ROOM, STOPPING, Unsaved

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
    from datetime import datetime

    from bot.core.db.database import Clock, Row, Work
    from bot.core.db.encryption import Cipher

log = logging.getLogger(__name__)

T = TypeVar("T")

NUMBERED = 1024
"""Statements whose text with $1, $2, … is kept in memory: the code's, of which those with a list have one for each of its lengths."""
TRIES = 12
"""How often a transaction is tried before the person is told that too many act at once."""
STATEMENT_SECONDS = 15.0
"""Limit for one statement, in seconds."""
CLOSE_SECONDS = 2.0
"""Seconds that running transactions have to end when the store is closed; then their connections are cut."""
_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_LOST = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
"""Raised when the connection or the server is lost. asyncpg raises InterfaceError also for wrong calls on one that works."""


class PostgresTx:
    """A transaction on a connection of the pool."""

    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: Connection, now: datetime, cipher: Cipher, *, clock_is_trusted: bool) -> None:
        self._connection = connection
        self.now = now
        self.clock_is_trusted = clock_is_trusted
        self.cipher = cipher
        self.wakes = self.is_erasing = False

    async def one(self, sql: str, *values: object) -> Row | None:
        return await self._connection.fetchrow(_numbered(sql), *values)

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return await self._connection.fetch(_numbered(sql), *values)

    async def run(self, sql: str, *values: object) -> int:
        return int(str(await self._connection.execute(_numbered(sql), *values)).rsplit(" ", 1)[-1])

    async def breathe(self) -> None:
        await asyncio.sleep(0)

    def wake(self) -> None:
        self.wakes = True

    def erases(self) -> None:
        self.is_erasing = True  # for `on_erased` alone: autovacuum frees the places of deleted rows


class PostgresDatabase:
    """The store in a PostgreSQL database. Create it with `open` or `look`; call `close` in every case."""

    def __init__(self, pool: Any, cipher: Cipher, clock: Clock) -> None:
        self.on_wake: Callable[[], None] = lambda: None
        self.on_erased: Callable[[], None] = lambda: None
        self.on_full: Callable[[], None] = lambda: None
        self.trusts_clock: Callable[[], bool] = lambda: True
        self._pool = pool
        self._cipher = cipher
        self._clock = clock
        self._under_way: set[asyncio.Task[Any]] = set()
        self._waiting: set[asyncio.Task[Any]] = set()
        """The tasks of `_under_way` that wait for a connection."""
        self._is_closing = False
        self._pool_monitor = PoolMonitor()

    @classmethod
    async def open(cls, url: str, cipher: Cipher, clock: Clock, connections: int = 10) -> PostgresDatabase:
        """Connect, migrate the database to the newest schema and verify the key. Raises StoreError."""
        await _prepared(url, migrations.migrate_postgres)
        database = await cls._connected(url, cipher, clock, connections)
        async with _or_close(database, url):
            await database.write(cipher.check)
        return database

    @classmethod
    async def look(cls, url: str, cipher: Cipher, clock: Clock) -> PostgresDatabase:
        """Connect to an existing store for reading alone. Raises StoreError."""
        await _prepared(url, migrations.check_postgres)
        database = await cls._connected(url, cipher, clock, 1)
        async with _or_close(database, url):
            await database.read(cipher.verify)
        return database

    @classmethod
    async def _connected(cls, url: str, cipher: Cipher, clock: Clock, connections: int) -> PostgresDatabase:
        return cls(await pool(url, connections, STATEMENT_SECONDS), cipher, clock)

    async def write(self, work: Work[T]) -> T:
        return await self._run(work, readonly=False)

    async def read(self, work: Work[T]) -> T:
        return await self._run(work, readonly=True)

    async def close(self) -> None:
        """Refuse new transactions, wait CLOSE_SECONDS for running ones, then cut their connections. May be called twice."""
        self._is_closing = True
        if not self._has_room():
            self._refuse_waiting()
        try:
            async with asyncio.timeout(CLOSE_SECONDS):
                if self._under_way:
                    await asyncio.wait(self._under_way)
                await self._pool.close()
        except TimeoutError:
            log.warning("PostgreSQL does not answer; its connections were cut.")
        finally:
            self._refuse_waiting()
            self._pool.terminate()
            if self._under_way:  # their statements fail now, and raise Unsaved in the callers
                await asyncio.wait(self._under_way, timeout=FAREWELL_SECONDS)

    async def _run(self, work: Work[T], *, readonly: bool) -> T:
        """Run `work` as a shielded task, which ends by itself even if the caller is cancelled. Raises Unsaved."""
        if self._is_closing:
            raise Unsaved(STOPPING)
        task = asyncio.create_task(self._transact(work, readonly=readonly))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        with store_messages.noticing(self.on_full):
            return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """Retrieve the exception of a task whose caller was cancelled, else asyncio logs that it was never retrieved."""
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()

    async def _transact(self, work: Work[T], *, readonly: bool) -> T:
        """Try until it is committed, at most TRIES times. Raises Unsaved."""
        for tried in count(1):
            if self._is_closing and tried > 1:
                raise Unsaved(STOPPING)
            try:
                tx, result = await self._try(work, readonly=readonly)
            except _AGAIN as problem:
                if tried == TRIES:
                    raise Unsaved(store_messages.CROWDED) from problem
                # Back off for a random time of up to 0.128 s, so that two that conflicted do not do so again.
                await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(tried, 6)))  # noqa: S311 - no secret
                continue
            if tx.is_erasing:
                self.on_erased()
            if tx.wakes:
                self.on_wake()
            return result
        raise AssertionError("unreachable")

    async def _try(self, work: Work[T], *, readonly: bool) -> tuple[PostgresTx, T]:
        """One attempt. Raises Unsaved, and _AGAIN where it is to be tried again."""
        async with self._borrowed() as connection:
            tx = PostgresTx(connection, self._clock(), self._cipher, clock_is_trusted=self.trusts_clock())
            transaction = connection.transaction(isolation="repeatable_read", readonly=readonly)
            with _said(store_messages.LOST, connection, writes=not readonly):
                await transaction.start()
                try:
                    result = await work(tx)
                except BaseException:
                    if not _is_gone(connection):
                        await transaction.rollback()
                    raise
            with _said(store_messages.LOST if readonly else store_messages.UNSURE, connection):
                await transaction.commit()
        return tx, result

    @asynccontextmanager
    async def _borrowed(self) -> AsyncGenerator[Connection]:
        """Borrow a connection from the pool, waiting where all are in use. Raises Unsaved."""
        pool = self._pool
        with _said(store_messages.LOST), self._refused_at_close():
            if self._has_room():
                connection = await pool.acquire()
            else:
                with self._pool_monitor:
                    connection = await pool.acquire()
        try:
            yield connection
        finally:
            await pool.release(connection)

    def _has_room(self) -> bool:
        """Whether a connection is available without waiting for a transaction to end."""
        pool = self._pool
        return pool.get_idle_size() > 0 or pool.get_size() < pool.get_max_size()

    def _refuse_waiting(self) -> None:
        for task in self._waiting:  # _refused_at_close turns the cancellation into Unsaved
            task.cancel()

    @contextmanager
    def _refused_at_close(self) -> Generator[None]:
        """Register the current task as waiting for a connection; `close` cancels it, which raises Unsaved here."""
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if self._is_closing:
                raise Unsaved(STOPPING) from None
            raise
        finally:
            self._waiting.discard(task)


async def _prepared(url: str, prepare: Callable[[Connection, str], Awaitable[object]]) -> None:
    """Migrate or check the schema on a connection without a limit for statements. Raises StoreError."""
    connection = await connect(url, name="goodword, schema")
    try:
        with told(place(url)):
            await prepare(connection, place(url))
    finally:
        await hang_up(connection)


@asynccontextmanager
async def _or_close(database: PostgresDatabase, url: str) -> AsyncGenerator[None]:
    try:
        with told(place(url)):
            yield
    except BaseException:
        await database.close()
        raise


def _is_gone(connection: Connection) -> bool:
    try:
        return connection.is_closed()
    except asyncpg.InterfaceError:  # the closing pool has taken the connection back
        return True


@contextmanager
def _said(lost: str, connection: Connection = None, *, writes: bool = False) -> Generator[None]:
    """Log a failure of the server or the connection, and raise it as Unsaved with the sentence `lost`.

    `writes`: the transaction was begun for writing, so a server that is read-only (a standby) is a failure too.
    """
    try:
        yield
    except asyncpg.ReadOnlySQLTransactionError as problem:
        if not writes:
            raise  # a mistake in the code
        log.warning("The store failed (%s: %s).", type(problem).__name__, problem)
        raise Unsaved(store_messages.BROKEN) from problem
    except (*_LOST, asyncpg.InsufficientResourcesError, asyncpg.InternalClientError) as problem:
        if isinstance(problem, asyncpg.InterfaceError) and not (connection and _is_gone(connection)):
            raise  # a mistake in the code
        if isinstance(problem, asyncpg.InternalClientError) and connection and not _is_gone(connection):
            connection.terminate()  # the server ended the session between two statements, and asyncpg's protocol state is undefined
        log.warning("The store failed (%s: %s).", type(problem).__name__, problem)
        full = isinstance(problem, asyncpg.DiskFullError)
        raise Unsaved(NO_ROOM if full else lost) from problem


@lru_cache(maxsize=NUMBERED)
def _numbered(sql: str) -> str:
    """Replace each `?` by $1, $2, …. No string literal in the code's SQL holds a question mark."""
    head, *rest = sql.split("?")
    return head + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
