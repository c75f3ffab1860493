"""Opens the engine that a URL names."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from bot.core.db.moved import refuse_moved

if TYPE_CHECKING:
    from bot.core.db.database import Clock, Database
    from bot.core.db.encryption import Cipher

SQLITE = "sqlite:///"


def sqlite_path(url: str) -> Path | None:
    """The path in a SQLite URL; None for PostgreSQL."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


async def open_database(url: str, cipher: Cipher, clock: Clock, connections: int = 10) -> Database:
    """Open the store at a URL that `settings` has validated, with at most `connections` to PostgreSQL. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.core.db.sqlite import SqliteDatabase

        return await _not_moved(await SqliteDatabase.open(path, cipher, clock))
    from bot.core.db.postgres import PostgresDatabase

    return await _not_moved(await PostgresDatabase.open(url, cipher, clock, connections))


async def look(url: str, cipher: Cipher, clock: Clock) -> Database:
    """Open an existing store for reading alone, also while a bot uses it. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.core.db.sqlite import SqliteDatabase

        return await _not_moved(await SqliteDatabase.look(path, cipher, clock))
    from bot.core.db.postgres import PostgresDatabase

    return await _not_moved(await PostgresDatabase.look(url, cipher, clock))


async def _not_moved(database: Database) -> Database:
    """The database; closed, and StoreError raised, where its contents were moved to another store."""
    try:
        await database.read(refuse_moved)
    except BaseException:
        await database.close()
        raise
    return database
