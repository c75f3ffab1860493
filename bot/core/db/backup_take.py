"""Takes a backup of either engine: copied, verified, encrypted where a passphrase is set, and renamed when it is complete."""

from __future__ import annotations

import tempfile
from contextlib import asynccontextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from msgspec import Struct

from bot.core.db import aside, backup, backup_age, checksum, migrations, postgres_tools, programs, sqlite_file
from bot.core.db.errors import StoreError
from bot.core.db.open import sqlite_path

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable, Mapping

    from bot.core.db.backup import Key

TABLES = "SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename"


class Source(Struct, frozen=True):
    """The store to copy. `passphrase` encrypts a copy whose name ends in `.age`."""

    url: str
    key: Key | None
    passphrase: str | None

    @property
    def name(self) -> str:
        """The store's name in the names of its copies."""
        path = sqlite_path(self.url)
        return path.stem if path is not None else unquote(urlsplit(self.url).path[1:]) or "goodword"

    @property
    def ending(self) -> str:
        """The end of a copy's name: .db or .dump by engine, and the encryption's own behind it where there is a passphrase."""
        kind = ".db" if sqlite_path(self.url) is not None else ".dump"
        return kind + (backup_age.SUFFIX if self.passphrase is not None else "")


async def take(source: Source, target: Path, writes: Callable[[Path], None] = lambda _: None) -> Mapping[str, int]:
    """Write a copy to `target` and its checksum beside it, while the store is in use; returns the rows of its main tables.

    `writes` is called with each file that begins to grow. Raises StoreError, and leaves nothing half-written.
    """
    backup.refuse_target(target)
    is_encrypted = target.suffix == backup_age.SUFFIX
    if is_encrypted and source.passphrase is None:
        raise StoreError(
            f"{target.name} is to be encrypted, but no passphrase is set. Set backup.passphrase_file, or leave {backup_age.SUFFIX} away."
        )
    if not is_encrypted:
        return await _copy(source, target, writes)
    async with _aside(source) as plain:
        rows = await _copy(source, plain, writes)
        writes(part := backup.unfinished(target))
        try:
            await backup_age.encrypt(plain, part, source.passphrase or "")
            _finish(part, target)
        except OSError as problem:
            raise StoreError(f"{target} could not be written ({problem}). Check the disk's free space.") from problem
        finally:
            backup.remove(part)
    return rows


@asynccontextmanager
async def opened(file: Path, passphrase: str | None, *, unchecked: bool) -> AsyncGenerator[Path]:
    """The copy in `file`, decrypted where it is encrypted, with its checksum beside it.

    Raises StoreError where it was changed since it was written, or does not open with the passphrase.
    """
    if file.suffix != backup_age.SUFFIX:
        yield file
        return
    await programs.in_thread(lambda: checksum.refuse_changed(file, unchecked=unchecked))
    with aside.folder(Path(tempfile.gettempdir())) as made:
        plain = made / file.stem
        await backup_age.decrypt(file, plain, passphrase)
        checksum.write(plain, plain)  # age has authenticated it
        yield plain


@asynccontextmanager
async def _aside(source: Source) -> AsyncGenerator[Path]:
    """A place for the copy that is not encrypted yet: beside the SQLite store, else in the system's folder for temporary files.

    Not in the folder of the target, from which a synchronisation may carry files away at once.
    """
    folder = _folder_aside(source.url)
    try:
        with aside.folder(folder) as made:
            yield made / "copy"
    except OSError as problem:
        raise StoreError(f"There is no room for the copy in {folder} ({problem}).") from problem


def clear_aside(url: str) -> int:
    """Delete the readable copies that killed processes left beside the store or in the folder for temporary files; returns how many."""
    return sum(aside.clear(folder) for folder in {_folder_aside(url), Path(tempfile.gettempdir())})


def _folder_aside(url: str) -> Path:
    path = sqlite_path(url)
    return Path(tempfile.gettempdir()) if path is None else sqlite_file.real(path).parent


async def _copy(source: Source, target: Path, writes: Callable[[Path], None]) -> Mapping[str, int]:
    path = sqlite_path(source.url)
    writes(backup.unfinished(target))
    if path is not None:
        made = await programs.in_thread(lambda: backup.back_up(path, target, source.key))
        return made.rows
    return await _dump(source, target)


async def _dump(source: Source, target: Path) -> Mapping[str, int]:
    """Copy a PostgreSQL store; the copy's rows are compared with those of the same snapshot."""
    from bot.core.db.postgres_server import connect, hang_up, place, told

    connection = await connect(source.url, name="goodword, backup")
    part = backup.unfinished(target)
    try:
        pg_dump, pg_restore = await _programs(connection)
        with told(place(source.url)):
            async with connection.transaction(isolation="repeatable_read", readonly=True):
                if not await migrations.check_postgres(connection, place(source.url)):
                    raise StoreError(
                        "There is no store in this database yet, so there is nothing to copy. The first start makes one."
                    )
                check = await connection.fetchval("SELECT value FROM meta WHERE name = 'key_check'")
                backup.refuse_other_key(check, "This store", source.key)
                # Counted in the snapshot that pg_dump reads, so that both see the same rows while the bot writes. The
                # snapshot exists as long as this transaction
                # (https://www.postgresql.org/docs/current/functions-admin.html#FUNCTIONS-SNAPSHOT-SYNCHRONIZATION).
                names = [row["name"] for row in await connection.fetch(TABLES)]
                rows = {name: await connection.fetchval(f'SELECT COUNT(*) FROM "{name}"') for name in names}
                snapshot = await connection.fetchval("SELECT pg_export_snapshot()")
                await postgres_tools.dump(pg_dump, source.url, snapshot, part)
        found = await postgres_tools.counted(pg_restore, part)
        if found != rows:
            raise StoreError(
                f"The copy of the store does not hold what the store does, and was deleted. Try again; if it stays so, check {pg_dump}."
            )
        _finish(part, target)
    except OSError as problem:
        raise StoreError(f"The store could not be copied to {target} ({problem}). Check the disk's free space.") from problem
    finally:
        backup.remove(part)
        await hang_up(connection)
    return {table: rows[table] for table in backup.COUNTED}


async def _programs(connection: Any) -> list[str]:
    version = connection.get_server_version().major
    return [await postgres_tools.find(program, version) for program in ("pg_dump", "pg_restore")]


async def refuse_without_programs(url: str) -> None:
    """Raise StoreError where PostgreSQL's programs are missing or older than the server."""
    from bot.core.db.postgres_server import connect, hang_up

    connection = await connect(url, name="goodword, backup")
    try:
        await _programs(connection)
    finally:
        await hang_up(connection)


def _finish(part: Path, target: Path) -> None:
    """Flush the part, write its checksum, and rename it. Raises OSError."""
    part.chmod(0o600)
    backup.sync(part)
    try:
        # In this order as in `backup.back_up`: no copy is ever without its checksum.
        checksum.write(part, target)
        part.rename(target)
    except OSError:
        checksum.beside(target).unlink(missing_ok=True)
        raise
    backup.sync(target.parent)


def _file_size(path: Path) -> int:
    """Of a SQLite file and its write-ahead log."""
    return sum(part.stat().st_size for part in (path, path.with_name(f"{path.name}-wal")) if part.exists())


async def size(url: str) -> int:
    """About how many bytes a copy needs. Raises StoreError."""
    path = sqlite_path(url)
    if path is not None:
        return _file_size(path)
    from bot.core.db.postgres_server import connect, hang_up

    connection = await connect(url, name="goodword, backup")
    try:
        return int(await connection.fetchval("SELECT pg_database_size(current_database())"))
    finally:
        await hang_up(connection)
