"""Which engine an address means, and the lock by which one process at a time works on a store."""

from __future__ import annotations

import os
import socket
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import filelock

from bot.store.engine.database import StoreError

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

    from bot.store.engine.database import Clock, Database
    from bot.store.engine.vault import Vault

SQLITE = "sqlite:///"
LOCK = 0x676F6F64
"""“good”: the number of the advisory lock."""


class Busy(Exception):
    """Another process works on this store; the message says which."""


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


async def open_database(url: str, vault: Vault, clock: Clock) -> Database:
    """Open the store at an address that `settings` has checked. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.store.engine.sqlite import SqliteDatabase

        return await SqliteDatabase.open(path, vault, clock)
    from bot.store.engine.postgres import PostgresDatabase

    return await PostgresDatabase.open(url, vault, clock)


async def look(url: str, vault: Vault, clock: Clock) -> Database:
    """Open an existing store for reading alone, beside a bot that runs. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.store.engine.sqlite import SqliteDatabase

        return await SqliteDatabase.look(path, vault, clock)
    from bot.store.engine.postgres import PostgresDatabase

    return await PostgresDatabase.look(url, vault, clock)


@asynccontextmanager
async def alone(url: str) -> AsyncGenerator[None]:
    """Within, no other process works on the store. The lock vanishes with the process. Raises Busy and StoreError."""
    path = sqlite_path(url)
    async with _file_lock(path) if path is not None else _session_lock(url):
        yield


@asynccontextmanager
async def _file_lock(database: Path) -> AsyncGenerator[None]:
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
        holder.write_text(_me(), encoding="utf-8")
        yield
    finally:
        lock.release()


@asynccontextmanager
async def _session_lock(url: str) -> AsyncGenerator[None]:
    """PostgreSQL's advisory lock, held by a connection of its own for as long as the process lives."""
    from bot.store.engine.postgres import connect

    connection: Any = await connect(url, name=f"goodword, {_me()}")
    try:
        if not await connection.fetchval("SELECT pg_try_advisory_lock($1)", LOCK):
            raise Busy(await connection.fetchval(_HOLDER, LOCK) or "another process")
        yield
    finally:
        await connection.close()


_HOLDER = (
    "SELECT a.application_name FROM pg_locks AS l JOIN pg_stat_activity AS a ON a.pid = l.pid"
    " WHERE l.locktype = 'advisory' AND l.objid = $1 AND l.granted AND l.database = (SELECT oid FROM pg_database"
    " WHERE datname = current_database()) LIMIT 1"
)


def _me() -> str:
    return f"process {os.getpid()} on {socket.gethostname()}"
