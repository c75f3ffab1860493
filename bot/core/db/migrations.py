"""Numbered SQL files that bring a store to the code's schema, in one transaction."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.db import checksum
from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    import sqlite3

FOLDER = Path(__file__).parent / "migrations"
APPLICATION_ID = 0x676F6F64
"""“good” in ASCII. Marks the file as Goodword's (https://sqlite.org/pragma.html#pragma_application_id)."""

MIGRATING = APPLICATION_ID + 1
"""Key of PostgreSQL's advisory lock for migrations; the lock on the store (`lock.STORE`) has another key."""


def numbered(folder: Path) -> list[tuple[int, Path]]:
    """The migrations of a folder as (number, path), in order; the number is the first four digits of the name."""
    return sorted((int(path.name[:4]), path) for path in folder.glob("[0-9][0-9][0-9][0-9]_*.sql"))


def newest(engine: str) -> int:
    """The newest schema version that the code knows for `sqlite` or `postgres`."""
    return numbered(FOLDER / engine)[-1][0]


def version_of(connection: sqlite3.Connection) -> int | None:
    """The file's schema version, 0 where it is empty; None for another program's file."""
    application = connection.execute("PRAGMA application_id").fetchone()[0]
    tables = connection.execute("SELECT count(*) FROM sqlite_schema").fetchone()[0]
    if tables and application != APPLICATION_ID:
        return None
    return connection.execute("PRAGMA user_version").fetchone()[0]


def check(connection: sqlite3.Connection, path: Path, folder: Path = FOLDER / "sqlite") -> int:
    """The file's schema version, 0 where it is empty. Raises StoreError for another program's file or a newer version."""
    version = version_of(connection)
    if version is None:
        raise StoreError(f"database.url: {path} holds another program's data. Name a file of its own for Goodword.")
    known = numbered(folder)[-1][0]
    if version > known:
        raise StoreError(
            f"database.url: {path} has schema {version}, written by a newer Goodword; this one knows {known}. Update Goodword."
        )
    return version


def migrate_sqlite(connection: sqlite3.Connection, path: Path, folder: Path = FOLDER / "sqlite") -> Path | None:
    """Apply missing migrations; returns the backup made beside the file, None where none was needed.

    Raises StoreError as `check`.
    """
    version = check(connection, path, folder)
    missing = [(number, file) for number, file in numbered(folder) if number > version]
    if not missing:
        return None
    aside = path.with_name(f"{path.name}.before-{missing[-1][0]:04}") if version else None
    if aside is not None:
        # Before BEGIN: VACUUM fails inside a transaction (https://sqlite.org/lang_vacuum.html).
        _back_up(connection, aside)
    # DDL and `user_version` are transactional in SQLite, so a failure leaves the old schema.
    connection.execute("BEGIN IMMEDIATE")
    try:
        for number, file in missing:
            for statement in statements(file.read_text(encoding="utf-8")):
                connection.execute(statement)
            connection.execute(f"PRAGMA user_version = {number}")
        connection.execute(f"PRAGMA application_id = {APPLICATION_ID}")
        connection.execute("COMMIT")
    except BaseException:
        # A full disk has rolled it back already
        # (https://sqlite.org/lang_transaction.html#response_to_errors_within_a_transaction).
        if connection.in_transaction:
            connection.execute("ROLLBACK")
        raise
    return aside


async def check_postgres(connection: Any, where: str, folder: Path = FOLDER / "postgres") -> int:
    """The database's schema version, 0 where it is empty. Raises StoreError for another program's data or a newer version."""
    tables = {row["name"] for row in await connection.fetch(_TABLES)}
    if tables and "meta" not in tables:
        raise StoreError(f"database.url: the database at {where} holds another program's data. Make one for Goodword alone.")
    version = int(await connection.fetchval("SELECT value FROM meta WHERE name = 'schema'") or 0) if tables else 0
    known = numbered(folder)[-1][0]
    if version > known:
        raise StoreError(
            f"database.url: the database at {where} has schema {version}, written by a newer Goodword; this one knows {known}."
            " Update Goodword."
        )
    return version


async def migrate_postgres(connection: Any, where: str, folder: Path = FOLDER / "postgres") -> None:
    """Apply missing migrations under an advisory lock, one process at a time. Raises StoreError as `check_postgres`."""
    async with connection.transaction():
        # Released at the end of the transaction; a second process waits here and then finds nothing missing.
        await connection.execute("SELECT pg_advisory_xact_lock($1)", MIGRATING)
        version = await check_postgres(connection, where, folder)
        for number, file in numbered(folder):
            if number > version:
                # Without arguments asyncpg accepts several statements in one string
                # (https://magicstack.github.io/asyncpg/current/api/index.html#asyncpg.connection.Connection.execute).
                await connection.execute(file.read_text(encoding="utf-8"))
                await connection.execute(PUT_META, "schema", str(number))


_TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()"
"""Lists tables that the user has no privilege on too, so that such a database is not taken for an empty one."""
ANY_TABLE = "SELECT EXISTS (SELECT FROM pg_tables WHERE schemaname = current_schema())"
PUT_META = "INSERT INTO meta (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value"


def statements(script: str) -> list[str]:
    """Split a migration into statements. They end with a semicolon at the end of a line; no string literal may have one there."""
    bare = re.sub(r"^\s*--.*$", "", script, flags=re.MULTILINE)
    return [statement.strip() for statement in re.split(r";\s*$", bare, flags=re.MULTILINE) if statement.strip()]


def _back_up(connection: sqlite3.Connection, aside: Path) -> None:
    """Copy the store to `aside` under a temporary name and rename it when complete, so that no partial copy has that name."""
    part = aside.with_name(f"{aside.name}.part")
    part.unlink(missing_ok=True)  # a process that was killed left it behind
    try:
        connection.execute("VACUUM INTO ?", (str(part),))
        part.chmod(0o600)
        checksum.write(part, aside)
        part.replace(aside)
    except BaseException:
        part.unlink(missing_ok=True)
        raise
