"""Moves a store's contents to another, empty one, of either engine. No process may use either of them.

In order: the source is marked, so that no bot starts on it; all rows are copied, read back and compared in one transaction of the
target, or in a file that gets its name at the end; the source's mark is completed. A process that is killed leaves either no target or a
complete one, which has the mark's id, so that the same call again comes to the same end.
"""

from __future__ import annotations

import secrets
import sqlite3
from contextlib import asynccontextmanager, closing, contextmanager
from typing import TYPE_CHECKING, Any

from msgspec import Struct
from msgspec.structs import replace

from bot.core.db import backup, migrations, move_tables, sqlite_logs
from bot.core.db.errors import StoreError
from bot.core.db.move_tables import NO_TEXT, NotTaken, PostgresSide, Side, SqliteSide
from bot.core.db.moved import FROM, TO, Mark
from bot.core.db.open import sqlite_path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Generator, Mapping
    from pathlib import Path

    from bot.core.db.backup import Key


class Steps(Struct, frozen=True):
    """What is told of the work: `begin` (rows, what) each part of it, `advance` (rows)."""

    begin: Callable[[int, str], None]
    advance: Callable[[int], None]


async def move(source: str, target: str, place: str, key: Key | None, steps: Steps) -> Mapping[str, int]:
    """Move the store at the URL `source` to the URL `target`, which sentences call `place`; returns the rows of each table.

    Raises StoreError, and leaves nothing half-copied, where the target is not empty, a schema is not the code's, or what was read back
    differs.
    """
    with _told():
        return await _move(source, target, place, key, steps)


async def _move(source: str, target: str, place: str, key: Key | None, steps: Steps) -> Mapping[str, int]:
    async with _existing(source) as side:
        backup.refuse_other_key(await side.meta("key_check"), "This store", key)
        mark = Mark.read(await side.meta(TO))
        copied = await _copied(target)
        if mark is not None and mark.place != place:
            raise StoreError(
                f"This store is marked as moved to {mark.place}. Name that one again, or first run: python -m bot move --undo"
            )
        if copied is not None and (mark is None or copied != mark.id):
            raise StoreError(
                f"{place} is not empty. Name a new file or a database without tables, so that nothing there is lost."
            )
        # At random, so that a target that some other store was moved to is told from an unfinished copy of this one.
        mark = mark or Mark(secrets.token_hex(16), place)
    if copied is None:
        await _mark(source, mark)
        try:
            async with _existing(source) as side, _new(target) as other:
                await _copy(side, other, steps)
                await other.put_meta(FROM, mark.id)
        except (StoreError, sqlite3.Error, OSError):
            # The connection may have been lost after the target's COMMIT.
            if await _copied(target) is None:
                await undo(source)
            raise
    await _mark(source, replace(mark, is_complete=True))
    async with _existing(target) as other:
        return {table: await other.count(table) for table in await other.tables()}


async def undo(source: str) -> Mark | None:
    """Take the mark off a store that was moved, so that a bot starts on it again; returns it."""
    with _told():
        async with _existing(source, writes=True) as side:
            mark = Mark.read(await side.meta(TO))
            await side.drop_meta(TO)
    return mark


@contextmanager
def _told() -> Generator[None]:
    """Turn SQLite's errors into StoreError with a sentence."""
    try:
        yield
    except sqlite3.Error as problem:
        raise StoreError(
            f"The move ended ({problem}), and nothing is half-copied. Check both places, their permissions and free space, and run it"
            " again."
        ) from problem


async def _mark(source: str, mark: Mark) -> None:
    async with _existing(source, writes=True) as side:
        await side.put_meta(TO, mark.written())


async def _copied(target: str) -> str | None:
    """The id in an existing target, "" where it has none; None where the target is empty. Raises StoreError as `schema.look`."""
    path = sqlite_path(target)
    if path is not None:
        if not path.exists() or path.stat().st_size == 0:
            return None
        with closing(_open(path)) as connection:
            if not migrations.check(connection, path):
                return None
            return await SqliteSide(connection).meta(FROM) or ""
    async with _connected(target) as connection:
        if not await connection.fetchval(migrations.ANY_TABLE):
            return None
        return (await PostgresSide(connection).meta(FROM) if await migrations.check_postgres(connection, "--to") else "") or ""


async def _copy(source: Side, target: Side, steps: Steps) -> None:
    """Copy all tables, and compare what is read back. Raises StoreError where the schemas or the rows differ."""
    tables = await target.tables()
    if tables.keys() != (there := await source.tables()).keys() or any(tables[name] != there[name] for name in tables):
        raise StoreError("The two stores have not the same tables. Update Goodword, run “python -m bot migrate”, and try again.")
    total = sum([await source.count(table) for table in tables])
    steps.begin(total, "rows copied")
    for table, columns in tables.items():
        try:
            async for rows in source.rows(table, columns):
                await target.insert(table, columns, rows)
                steps.advance(len(rows))
        except (sqlite3.OperationalError, NotTaken) as problem:
            if isinstance(problem, sqlite3.OperationalError) and NO_TEXT not in str(problem):
                raise
            raise StoreError(
                f"Table {table} holds a text with a NUL in it, or one that is no UTF-8, as another program may have written it: it can't be"
                " moved. Nothing was moved; mend that text in the store, and run it again."
            ) from problem
    # The sequences too: an id of a row that was deleted on the source must not be given to another row.
    await target.set_last_ids(await source.last_ids())
    steps.begin(2 * total, "rows compared")
    for table, columns in tables.items():
        ours, theirs = [await move_tables.digest(side, table, columns, steps.advance) for side in (source, target)]
        if ours != theirs:
            raise StoreError(
                f"Table {table} was not copied as it is ({ours[0]} rows, {theirs[0]} in the copy). Nothing was moved; try again."
            )


@asynccontextmanager
async def _existing(url: str, *, writes: bool = False) -> AsyncGenerator[Side]:
    """A store of the code's schema, in one transaction. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        with closing(_open(path)) as connection:
            _refuse_schema(migrations.check(connection, path), "sqlite", str(path))
            connection.execute("BEGIN IMMEDIATE" if writes else "BEGIN")
            yield SqliteSide(connection)
            connection.execute("COMMIT")
        return
    async with _connected(url) as connection, connection.transaction(isolation="repeatable_read", readonly=not writes):
        _refuse_schema(await migrations.check_postgres(connection, "this address"), "postgres", "the database")
        yield PostgresSide(connection)


def _refuse_schema(found: int, engine: str, where: str) -> None:
    known = migrations.newest(engine)
    if not found:
        raise StoreError(f"database.url: there is no store in {where} yet, so there is nothing to move.")
    if found != known:
        raise StoreError(
            f"database.url: {where} has schema {found}; this Goodword needs {known}. Run first: python -m bot migrate"
        )


@asynccontextmanager
async def _new(url: str) -> AsyncGenerator[Side]:
    """An empty store of the code's schema, which exists when the context ends without an error."""
    path = sqlite_path(url)
    if path is None:
        async with _connected(url) as connection, connection.transaction():
            await migrations.migrate_postgres(connection, "--to")
            yield PostgresSide(connection)
        return
    part = backup.unfinished(path)
    try:
        backup.remove(part)
        part.touch(0o600)
        with closing(_open(part)) as connection:
            migrations.migrate_sqlite(connection, part)
            connection.execute("BEGIN")
            yield SqliteSide(connection)
            # SQLite does not enforce foreign keys unless a connection asks for it
            # (https://sqlite.org/foreignkeys.html#fk_enable). This one does not, since tables are filled in the order
            # of their names.
            if connection.execute("PRAGMA foreign_key_check").fetchone() is not None:
                raise StoreError("The source has rows that refer to missing ones. Nothing was moved; restore a backup first.")
            connection.execute("COMMIT")
        backup.sync(part)
        sqlite_logs.remove(path)
        part.replace(path)
        backup.sync(path.parent)
    finally:
        backup.remove(part)


def _open(path: Path) -> sqlite3.Connection:
    return sqlite3.connect(path, isolation_level=None)


@asynccontextmanager
async def _connected(url: str) -> AsyncGenerator[Any]:
    from bot.core.db.postgres_server import connect, hang_up, place, told

    connection = await connect(url, name="goodword, move")
    try:
        with told(place(url)):
            yield connection
    finally:
        await hang_up(connection)
