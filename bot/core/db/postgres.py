"""PostgreSQL, for a public instance: a pool of connections, each transaction one task of its own.

Transactions are REPEATABLE READ and are run again where PostgreSQL refuses to serialise two of them, so that the same code has
the same outcome as on SQLite's single writer: whoever comes second sees what the first one did.
"""

from __future__ import annotations

import asyncio
import logging
import random
from contextlib import asynccontextmanager, contextmanager
from functools import cache
from itertools import count
from typing import TYPE_CHECKING, Any, TypeVar

import asyncpg  # pyright: ignore[reportMissingTypeStubs]

from bot.core.db import messages as store_messages
from bot.core.db import migrations
from bot.core.db.pool_monitor import PoolMonitor
from bot.core.db.postgres_server import CONNECT_SECONDS, FAREWELL_SECONDS, Connection, connect, hang_up, place, told
from bot.core.errors import Unsaved

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Awaitable, Callable, Generator, Sequence
    from datetime import datetime

    from bot.core.db.database import Clock, Row, Work
    from bot.core.db.encryption import Cipher

log = logging.getLogger(__name__)

T = TypeVar("T")
_driver: Any = asyncpg
"""asyncpg has no types of its own."""

TRIES = 12
STATEMENT_SECONDS = 15.0
CLOSE_SECONDS = 2.0
"""For how long what is under way may end by itself when the store is closed; then its connections are cut."""
_AGAIN = (asyncpg.SerializationError, asyncpg.DeadlockDetectedError)
_LOST = (OSError, TimeoutError, asyncpg.PostgresConnectionError, asyncpg.OperatorInterventionError, asyncpg.InterfaceError)
"""What is raised where the line breaks or the server goes; the last one also for mistakes of ours, on a connection that stands."""


class PostgresTx:
    """A transaction on one connection of the pool."""

    skip_locked = " FOR UPDATE SKIP LOCKED"

    def __init__(self, connection: Connection, now: datetime, cipher: Cipher, *, clock_is_trusted: bool) -> None:
        self._connection = connection
        self.now = now
        self.clock_is_trusted = clock_is_trusted
        self.cipher = cipher
        self.wakes = False

    async def one(self, sql: str, *values: object) -> Row | None:
        return await self._connection.fetchrow(_numbered(sql), *values)

    async def all(self, sql: str, *values: object) -> Sequence[Row]:
        return await self._connection.fetch(_numbered(sql), *values)

    async def run(self, sql: str, *values: object) -> int:
        status: str = await self._connection.execute(_numbered(sql), *values)
        return int(status.rsplit(" ", 1)[-1])

    async def breathe(self) -> None:
        await asyncio.sleep(0)

    def wake(self) -> None:
        self.wakes = True


class PostgresDatabase:
    """The store in a PostgreSQL database. Open it with `open`; `close` it in any case."""

    def __init__(self, pool: Any, cipher: Cipher, clock: Clock) -> None:
        self.on_wake: Callable[[], None] = lambda: None
        self.trusts_clock: Callable[[], bool] = lambda: True
        self._pool = pool
        self._vault = cipher
        self._clock = clock
        self._under_way: set[asyncio.Task[Any]] = set()
        self._waiting: set[asyncio.Task[Any]] = set()
        """Of those under way, the ones that have no connection yet."""
        self._is_closing = False
        self._crowd = PoolMonitor()

    @classmethod
    async def open(cls, url: str, cipher: Cipher, clock: Clock, connections: int = 10) -> PostgresDatabase:
        """Connect, bring the database to the newest schema and check the key. Raises StoreError."""
        await _prepared(url, migrations.migrate_postgres)
        database = await cls._connected(url, cipher, clock, connections)
        async with _or_close(database, url):
            await database.write(cipher.check)
        return database

    @classmethod
    async def look(cls, url: str, cipher: Cipher, clock: Clock) -> PostgresDatabase:
        """Connect to an existing store and change nothing. Raises StoreError."""
        await _prepared(url, migrations.check_postgres)
        database = await cls._connected(url, cipher, clock, 1)
        async with _or_close(database, url):
            await database.read(cipher.verify)
        return database

    @classmethod
    async def _connected(cls, url: str, cipher: Cipher, clock: Clock, connections: int) -> PostgresDatabase:
        with told(place(url)):
            pool: Any = await _driver.create_pool(
                url,
                min_size=1,
                max_size=connections,
                timeout=CONNECT_SECONDS,
                command_timeout=STATEMENT_SECONDS,
                reset=_as_it_is,
            )
        return cls(pool, cipher, clock)

    async def write(self, work: Work[T]) -> T:
        return await self._run(work, readonly=False)

    async def read(self, work: Work[T]) -> T:
        return await self._run(work, readonly=True)

    async def close(self) -> None:
        """Refuse what has not begun, give what has a moment to end, cut what does not. Safe to call twice."""
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
            if self._under_way:  # what was cut, and says so to whoever waits
                await asyncio.wait(self._under_way, timeout=FAREWELL_SECONDS)

    async def _run(self, work: Work[T], *, readonly: bool) -> T:
        """Run to its end, whether or not the caller is cancelled meanwhile."""
        if self._is_closing:
            raise Unsaved(store_messages.STOPPING)
        task = asyncio.create_task(self._transact(work, readonly=readonly))
        self._under_way.add(task)
        task.add_done_callback(self._ended)
        return await asyncio.shield(task)

    def _ended(self, task: asyncio.Task[Any]) -> None:
        """What it raised is for whoever waits; where nobody does any more, that is no news."""
        self._under_way.discard(task)
        if not task.cancelled():
            task.exception()

    async def _transact(self, work: Work[T], *, readonly: bool) -> T:
        for tried in count(1):
            if self._is_closing and tried > 1:
                raise Unsaved(store_messages.STOPPING)
            try:
                tx, result = await self._try(work, readonly=readonly)
            except _AGAIN as problem:
                if tried == TRIES:
                    raise Unsaved(store_messages.CROWDED) from problem
                await asyncio.sleep(random.uniform(0, 0.002 * 2 ** min(tried, 6)))  # noqa: S311 - parts two that collided
                continue
            if tx.wakes:
                self.on_wake()
            return result
        raise AssertionError("unreachable")

    async def _try(self, work: Work[T], *, readonly: bool) -> tuple[PostgresTx, T]:
        async with self._borrowed() as connection:
            tx = PostgresTx(connection, self._clock(), self._vault, clock_is_trusted=self.trusts_clock())
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
        """A connection of the pool; where all are in use, the next that comes back."""
        pool = self._pool
        with _said(store_messages.LOST), self._refused_at_close():
            if self._has_room():
                connection = await pool.acquire()
            else:
                with self._crowd:
                    connection = await pool.acquire()
        try:
            yield connection
        finally:
            await pool.release(connection)

    def _has_room(self) -> bool:
        """Whether a connection is to be had without waiting for another transaction's end."""
        pool = self._pool
        return pool.get_idle_size() > 0 or pool.get_size() < pool.get_max_size()

    def _refuse_waiting(self) -> None:
        for task in self._waiting:
            task.cancel()

    @contextmanager
    def _refused_at_close(self) -> Generator[None]:
        """Within, the present task waits for a connection; it does so no more when the store is closed."""
        task = asyncio.current_task()
        assert task is not None
        self._waiting.add(task)
        try:
            yield
        except asyncio.CancelledError:
            if self._is_closing:
                raise Unsaved(store_messages.STOPPING) from None
            raise
        finally:
            self._waiting.discard(task)


async def _prepared(url: str, deed: Callable[[Connection, str], Awaitable[object]]) -> None:
    """Migrate or check, on a connection that waits as long as that takes. Raises StoreError."""
    connection = await connect(url, name="goodword, schema")
    try:
        with told(place(url)):
            await deed(connection, place(url))
    finally:
        await hang_up(connection)


async def _as_it_is(_: Connection) -> None:
    """What a connection that comes back to the pool needs: no transaction of ours leaves any state, so not one more statement."""


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
    except asyncpg.InterfaceError:  # the pool took it back when it closed
        return True


@contextmanager
def _said(lost: str, connection: Connection = None, *, writes: bool = False) -> Generator[None]:
    """Say a failure of the server, or of the line to it, to whoever asked, and in the log."""
    try:
        yield
    except asyncpg.ReadOnlySQLTransactionError as problem:
        if not writes:
            raise  # a mistake of ours
        log.warning("The store failed (%s: %s).", type(problem).__name__, problem)
        raise Unsaved(store_messages.BROKEN) from problem
    except (*_LOST, asyncpg.InsufficientResourcesError, asyncpg.InternalClientError) as problem:
        if isinstance(problem, asyncpg.InterfaceError) and not (connection and _is_gone(connection)):
            raise  # a mistake of ours
        if isinstance(problem, asyncpg.InternalClientError) and connection and not _is_gone(connection):
            connection.terminate()  # the server's farewell came between two statements, and the driver is at a loss
        log.warning("The store failed (%s: %s).", type(problem).__name__, problem)
        full = isinstance(problem, asyncpg.DiskFullError)
        raise Unsaved(store_messages.NO_ROOM if full else lost) from problem


@cache
def _numbered(sql: str) -> str:
    """`?` as PostgreSQL writes it: $1, $2, …. No statement of ours has a question mark in a string."""
    head, *rest = sql.split("?")
    return head + "".join(f"${number}{part}" for number, part in enumerate(rest, start=1))
