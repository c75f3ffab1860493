"""The lock that gives one process a store, or a range of shards on it. It is released when the process ends, however it ends.

SQLite: a lock file (flock). PostgreSQL: session-level advisory locks
(https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS).
"""

from __future__ import annotations

import asyncio
import logging
import os
import socket
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING, Any

import filelock

from bot.core.db import sqlite_file, sqlite_logs
from bot.core.db.errors import StoreError
from bot.core.db.open import sqlite_path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator
    from pathlib import Path

    from bot.core.shards import Shards

log = logging.getLogger(__name__)

STORE = 0x676F6F64
"""Key of the advisory lock on the whole store, “good” in ASCII.

A process with a range of shards takes it shared, else exclusively.
"""
SHARD, COUNT = STORE + 2, STORE + 3
"""First of the two keys of the locks on each shard, and of the shared lock on the number of shards in all."""
RETRY = 5.0
"""Seconds between two attempts to take a lost lock again."""


class Busy(Exception):
    """Another process holds the lock; the message names it, `session` is its session at a PostgreSQL server."""

    def __init__(self, holder: str, session: tuple[Any, ...] | None = None) -> None:
        super().__init__(holder)
        self.session = session


Lost = asyncio.Future[Busy]
"""Has a result when another process took the lock after the connection was lost; then this process must end."""


@asynccontextmanager
async def alone(url: str, shards: Shards | None = None) -> AsyncGenerator[Lost]:
    """Hold the lock on the store, or on these shards of it, within the context. Raises Busy and StoreError."""
    path = sqlite_path(url)
    lost: Lost = asyncio.get_running_loop().create_future()
    async with _file_lock(path) if path is not None else _session_lock(url, shards, lost):
        yield lost


@asynccontextmanager
async def _file_lock(named: Path) -> AsyncGenerator[None]:
    """Lock a file beside the database's real path, so that symbolic links lead to the same lock. Raises Busy and StoreError."""
    database = sqlite_file.real(named)
    if database.is_dir():
        raise sqlite_file.a_folder(named)
    lock = filelock.FileLock(database.with_name(f"{database.name}.lock"))
    holder = database.with_name(f"{database.name}.holder")
    try:
        database.parent.mkdir(parents=True, exist_ok=True)
        lock.acquire(blocking=False)
    except filelock.Timeout:
        raise Busy(holder.read_text(encoding="utf-8") if holder.exists() else "another process") from None
    except OSError as problem:
        raise StoreError(
            f"database.url: {database.parent} can't be written ({problem}). Check the path and its permissions."
        ) from problem
    try:
        # The lock file is named after the database, so another hard link of it has another lock file.
        if sqlite_file.is_open_by_another_name(database):
            raise Busy(f"another process, which has {database} open by another name of the same file")
        with suppress(OSError):  # another user's, of an earlier process: the lock counts, this only names who has it
            holder.write_text(_me(), encoding="utf-8")
        sqlite_logs.roll_back(database)
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _session_lock(url: str, shards: Shards | None, lost: Lost) -> AsyncGenerator[None]:
    lock = _SessionLock(url, None if shards is None or shards.are_all else shards, lost)
    await lock.take()
    try:
        yield
    finally:
        await lock.close()


class _SessionLock:
    """Advisory locks, held by a connection outside the pool, which is made again when it breaks."""

    def __init__(self, url: str, shards: Shards | None, lost: Lost) -> None:
        self._url = url
        self._shards = shards
        self._lost = lost
        self._name = f"goodword, {f'{shards}, ' if shards else ''}{_me()}"
        self._connection: Any = None
        self._session: tuple[Any, ...] | None = None
        self._regaining: asyncio.Task[None] | None = None

    async def take(self) -> None:
        """Connect and take the locks. Raises Busy and StoreError."""
        from bot.core.db.postgres_server import connect, hang_up, place, told

        connection = await connect(self._url, name=self._name)
        try:
            with told(place(self._url)):
                await self._claim(connection)
                self._session = tuple(await connection.fetchrow(_SESSION))
        except BaseException:
            await hang_up(connection)
            raise
        self._connection = connection
        connection.add_termination_listener(self._broken)

    async def close(self) -> None:
        if self._regaining is not None:
            self._regaining.cancel()
            await asyncio.gather(self._regaining, return_exceptions=True)
        if self._connection is not None:
            from bot.core.db.postgres_server import hang_up

            self._connection.remove_termination_listener(self._broken)
            await hang_up(self._connection)

    async def _claim(self, connection: Any) -> None:
        shards = self._shards
        if shards is None:
            await self._one(connection, "pg_try_advisory_lock($1)", STORE)
            return
        # Shared with the other ranges' processes, exclusive against one without a range.
        await self._one(connection, "pg_try_advisory_lock_shared($1)", STORE)
        for number in shards.ids:
            await self._one(connection, "pg_try_advisory_lock($1, $2)", SHARD, number)
        await self._one(connection, "pg_try_advisory_lock_shared($1, $2)", COUNT, shards.count)
        # A process with another number of shards would take other groups under the same shard numbers.
        other = await connection.fetchrow(_OTHER_COUNT, COUNT, shards.count)
        if other is not None:
            raise StoreError(
                f"discord.shard_count is {shards.count}, but {other['holder']} works on the same database with {other['count']}."
                " Set the same number for every process, and stop that one first."
            )

    async def _one(self, connection: Any, lock: str, *numbers: int) -> None:
        if not await connection.fetchval(f"SELECT {lock}", *numbers):
            # pg_locks shows a lock with one 64-bit key as objsubid 1, one with two 32-bit keys as 2
            # (https://www.postgresql.org/docs/current/view-pg-locks.html).
            place = (0, *numbers, 1) if len(numbers) == 1 else (*numbers, 2)
            found = await connection.fetchrow(_HOLDER, *place)
            if found is None:
                raise Busy("another process")
            raise Busy(found["name"] or "another process", (found["pid"], found["backend_start"]))

    def _broken(self, _: Any) -> None:
        """The connection ended, and with it the session's locks: take them again in a task, unless another process is first."""
        self._connection = None
        self._regaining = asyncio.create_task(self._regain(), name="goodword lock")

    async def _regain(self) -> None:
        log.warning("The connection that holds the lock on the store was lost; making another.")
        while True:
            try:
                await self.take()
            except Busy as holder:
                # Not by name: PostgreSQL keeps 63 bytes of an application_name, and two containers may have the same one.
                # None: the holder ended before it could be looked up.
                if holder.session not in {None, self._session}:
                    self._lost.set_result(holder)
                    return
                log.debug("The lost session is still kept by the server, and the lock with it.")
            except StoreError as problem:
                log.warning("The lock on the store can't be had again yet: %s", problem)
            else:
                log.info("The lock on the store is held again.")
                return
            await asyncio.sleep(RETRY)


# pg_locks lists the locks of all databases of the server, and advisory locks are each database's own
# (https://www.postgresql.org/docs/current/view-pg-locks.html).
_HERE = (
    "l.locktype = 'advisory' AND l.granted AND l.pid <> pg_backend_pid()"
    " AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"
)
_SESSION = "SELECT pid, backend_start FROM pg_stat_activity WHERE pid = pg_backend_pid()"
"""A session of the server. The number of a process that ended is given again, so it is one only with its beginning."""
_HOLDER = (
    "SELECT a.application_name AS name, a.pid, a.backend_start FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid"
    f" WHERE l.classid = $1 AND l.objid = $2 AND l.objsubid = $3 AND {_HERE} LIMIT 1"
)
_OTHER_COUNT = (
    "SELECT a.application_name AS holder, l.objid AS count FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid"
    f" WHERE l.classid = $1 AND l.objid <> $2 AND l.objsubid = 2 AND {_HERE} LIMIT 1"
)


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
