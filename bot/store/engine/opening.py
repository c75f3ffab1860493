"""Which engine an address means."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.store.engine.database import Clock, Database
    from bot.store.engine.vault import Vault

SQLITE = "sqlite:///"


def sqlite_path(url: str) -> Path | None:
    """The file of a SQLite address; None for PostgreSQL."""
    return Path(url.removeprefix(SQLITE)) if url.startswith(SQLITE) else None


async def open_database(url: str, vault: Vault, clock: Clock, connections: int = 10) -> Database:
    """Open the store at an address that `settings` has checked; `connections` of PostgreSQL at most. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.store.engine.sqlite import SqliteDatabase

        return await SqliteDatabase.open(path, vault, clock)
    from bot.store.engine.postgres import PostgresDatabase

    return await PostgresDatabase.open(url, vault, clock, connections)


async def look(url: str, vault: Vault, clock: Clock) -> Database:
    """Open an existing store for reading alone, beside a bot that runs. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        from bot.store.engine.sqlite import SqliteDatabase

        return await SqliteDatabase.look(path, vault, clock)
    from bot.store.engine.postgres import PostgresDatabase

    return await PostgresDatabase.look(url, vault, clock)
