"""Reads and migrates the schema of a store that no process is using."""

from __future__ import annotations

import sqlite3
from contextlib import asynccontextmanager, contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bot.core.db import migrations, sqlite_file
from bot.core.db.open import sqlite_path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Generator
    from pathlib import Path


class Schema(Struct, frozen=True):
    """The store's schema version, 0 where it is empty, and the newest that the code knows."""

    found: int
    known: int

    @property
    def is_current(self) -> bool:
        """Whether there is nothing to migrate, and the store is of no later version of the bot."""
        return self.found == self.known


class Server(Struct, frozen=True):
    """A PostgreSQL server: its version, and `max_connections`, which all its clients share."""

    version: str
    connections: int


async def server(url: str) -> Server:
    """Ask the server. Raises StoreError where it can't be reached or is too old."""
    async with _connected(url) as (connection, _):
        version, most = [await connection.fetchval(f"SHOW {name}") for name in ("server_version", "max_connections")]
    return Server(version, int(most))


async def look(url: str) -> Schema:
    """Read the schema version.

    Raises StoreError where the store can't be reached, is another program's, or is newer than the code.
    """
    path = sqlite_path(url)
    if path is not None:
        from bot.core.db.sqlite import reading

        with _told(path):
            connection = reading(path)
            async with connection:
                return Schema(await connection.run(migrations.check, path), migrations.newest("sqlite"))
    async with _connected(url) as (connection, where):
        return Schema(await migrations.check_postgres(connection, where), migrations.newest("postgres"))


async def migrate(url: str) -> Path | None:
    """Apply missing migrations; returns the backup made of a SQLite file before. Raises StoreError as `look`."""
    path = sqlite_path(url)
    if path is not None:
        from bot.core.db.sqlite import writing

        with _told(path):
            connection = writing(path)
            async with connection:
                return await connection.run(migrations.migrate_sqlite, path)
    async with _connected(url) as (connection, where):
        await migrations.migrate_postgres(connection, where)
    return None


@contextmanager
def _told(path: Path) -> Generator[None]:
    try:
        yield
    except (sqlite3.Error, OSError) as problem:
        raise sqlite_file.unusable(path, problem) from problem


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[tuple[Any, str]]:
    from bot.core.db.postgres_server import connect, hang_up, place, told

    connection: Any = await connect(url, name="goodword, schema")
    try:
        with told(place(url)):
            yield connection, place(url)
    finally:
        await hang_up(connection)
