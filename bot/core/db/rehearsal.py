"""Tries the missing migrations without changing the store.

On a copy of a SQLite file; on PostgreSQL, whose DDL is transactional, in a transaction that is rolled back.
"""

from __future__ import annotations

import sqlite3
import time
from contextlib import closing
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bot.core.db import aside, backup, migrations, programs, sqlite_file
from bot.core.db.errors import StoreError
from bot.core.db.open import sqlite_path
from bot.core.db.sqlite_errors import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path


class Rehearsal(Struct, frozen=True):
    """What the migrations would do: from schema to schema, in how many seconds, and the rows of each table before and after."""

    found: int
    known: int
    seconds: float
    before: Mapping[str, int]
    after: Mapping[str, int]

    @property
    def changed(self) -> Mapping[str, tuple[int, int]]:
        """Tables that are new, gone, or have another number of rows: before and after."""
        return {
            table: (self.before.get(table, 0), self.after.get(table, 0))
            for table in sorted(self.before.keys() | self.after.keys())
            if self.before.get(table) != self.after.get(table)
        }


async def rehearse(url: str, writes: Callable[[Path], None]) -> Rehearsal:
    """Try the migrations; `writes` is called with the copy that begins to grow. Raises StoreError where they would fail."""
    path = sqlite_path(url)
    return await (_on_postgres(url) if path is None else programs.in_thread(lambda: _on_copy(path, writes)))


def _on_copy(path: Path, writes: Callable[[Path], None]) -> Rehearsal:
    """Beside the store, which may be in use; the copy is deleted at the end."""
    folder = sqlite_file.real(path).parent
    try:
        with aside.folder(folder) as made:
            copy = made / "copy.db"
            writes(copy)
            found = _copied(path, copy)
            with closing(sqlite3.connect(copy, isolation_level=None)) as connection:
                before, begun = _rows(connection), time.monotonic()
                migrations.migrate_sqlite(connection, copy)
                seconds = time.monotonic() - begun
                after = _rows(connection)
            backup.check(copy)
    except sqlite3.Error as problem:
        if code_of(problem) == sqlite3.SQLITE_FULL:
            raise _no_room(folder, problem) from problem
        raise _failed(problem) from problem
    except OSError as problem:
        raise _no_room(folder, problem) from problem
    return Rehearsal(found, migrations.newest("sqlite"), seconds, before, after)


def _copied(path: Path, copy: Path) -> int:
    """Copy the store; returns its schema. Raises StoreError where it can't be read, which says nothing of its migration."""
    try:
        with closing(backup.read_only(path)) as store:
            # VACUUM INTO copies one snapshot, so the bot may go on writing
            # (https://sqlite.org/lang_vacuum.html#vacuuminto).
            found = migrations.check(store, path)
            store.execute("VACUUM INTO ?", (str(copy),))
    except sqlite3.Error as problem:
        raise sqlite_file.unusable(path, problem) from problem
    return found


def _no_room(folder: Path, problem: Exception) -> StoreError:
    return StoreError(
        f"The copy to try the migration on can't be written in {folder} ({problem}). Check its permissions and the disk's free space."
    )


def _rows(connection: sqlite3.Connection) -> Mapping[str, int]:
    names = connection.execute("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'").fetchall()
    return {name: connection.execute(f'SELECT COUNT(*) FROM "{name}"').fetchone()[0] for (name,) in names}


async def _on_postgres(url: str) -> Rehearsal:
    """The tables are locked meanwhile, so no bot may run."""
    import asyncpg  # pyright: ignore[reportMissingTypeStubs]

    from bot.core.db.postgres_server import connect, hang_up, place

    connection = await connect(url, name="goodword, rehearsal")
    transaction = connection.transaction()
    try:
        await transaction.start()
        found = await migrations.check_postgres(connection, place(url))
        before, begun = await _rows_of(connection), time.monotonic()
        await migrations.migrate_postgres(connection, place(url))
        seconds = time.monotonic() - begun
        after = await _rows_of(connection)
        await transaction.rollback()
    except (asyncpg.PostgresError, asyncpg.InterfaceError, OSError) as problem:
        raise _failed(problem) from problem
    finally:
        await hang_up(connection)
    return Rehearsal(found, migrations.newest("postgres"), seconds, before, after)


async def _rows_of(connection: Any) -> Mapping[str, int]:
    names = await connection.fetch("SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()")
    return {row["name"]: await connection.fetchval(f'SELECT COUNT(*) FROM "{row["name"]}"') for row in names}


def _failed(problem: Exception) -> StoreError:
    return StoreError(
        f"The migration would fail ({type(problem).__name__}: {problem}). The store was not touched: stay with the version that runs, and"
        " report this."
    )
