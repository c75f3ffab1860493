"""Backup and restore of a SQLite store: a consistent copy with a checksum, verified before it is trusted."""

from __future__ import annotations

import os
import shutil
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct
from msgspec.structs import replace as with_changes

from bot.core.db import checksum, migrations, sqlite_file, sqlite_logs
from bot.core.db.errors import StoreError
from bot.core.db.sqlite_errors import code_of

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from bot.core.db.encryption import Cipher

Connection = sqlite3.Connection


class Erasures(Protocol):
    """The erasures of a store that is replaced: clients that were forgotten in it."""

    def erase_again(self, connection: Connection, path: Path, cipher: Cipher | None) -> int:
        """Erase it from the copy at `path` too; from how many records. May bring the copy to the code's schema.

        `cipher` opens what is sealed in the copy, where its key is set.
        """
        ...


COUNTED = ("groups", "members", "referrals", "thanks", "entries", "outbox")


class Key(Struct, frozen=True):
    """The configured key, and a phrase that tells its operator where it is set."""

    cipher: Cipher
    place: str


class Copy(Struct, frozen=True):
    """A verified file: its schema's version, and the number of rows of its main tables."""

    path: Path
    schema: int
    rows: Mapping[str, int]


class Restored(Struct, frozen=True):
    """The backup that was restored, where the replaced store is kept, and from how many referrals clients were erased again.

    `forgotten` is None where the replaced store could not be read, so that its erasures are not known.
    """

    copy: Copy
    kept: Path | None
    forgotten: int | None


def back_up(source: Path, target: Path, key: Key | None = None) -> Copy:
    """Write a consistent copy of a store, which may be in use, verify it, and write its checksum beside it.

    The copy is made by VACUUM INTO (https://sqlite.org/lang_vacuum.html#vacuuminto). Raises StoreError and leaves no copy; also
    where the store was sealed with another key than `key`.
    """
    if not source.exists():
        raise StoreError(_nothing_yet(source))
    refuse_target(target)
    aside = unfinished(target)
    try:
        remove(aside)
        with closing(read_only(source)) as connection:
            if not migrations.check(connection, source):
                raise StoreError(_nothing_yet(source))
            refuse_other_key(_key_check(connection), source, key)
            connection.execute("VACUUM INTO ?", (str(aside),))
        aside.chmod(0o600)
        checked = check(aside)
        sync(aside)
        # Before the rename: a process that is killed between the two leaves a checksum without its copy, which
        # `backup_folder.clear` removes, and never a copy without its checksum.
        checksum.write(aside, target)
        aside.rename(target)
        sync(target.parent)
    except (sqlite3.Error, OSError) as problem:
        if code_of(problem) in {sqlite3.SQLITE_BUSY, sqlite3.SQLITE_READONLY}:  # of the source: the target is new
            raise sqlite_file.unusable(source, problem) from problem
        raise StoreError(
            f"{source} could not be copied to {target} ({problem}). Check the paths, their permissions and the disk's free space."
        ) from problem
    finally:
        remove(aside)
        if not target.exists():
            remove(checksum.beside(target))
    return Copy(target, checked.schema, checked.rows)


def refuse_target(target: Path) -> None:
    """Raise StoreError where a copy can't be made at `target`, since it or its folder's lack is in the way."""
    if target.exists():
        raise StoreError(f"{target} exists already. Name a new file, so that no backup is lost.")
    if not target.parent.is_dir():
        raise StoreError(f"{target.parent} is no folder. Make it, or name another place for the copy.")


def unfinished(target: Path) -> Path:
    """The name that a copy has until it is complete."""
    return target.with_name(f"{target.name}.part")


def _nothing_yet(source: Path) -> str:
    return f"There is no store at {source} yet, so there is nothing to copy. The first start makes one."


def check(path: Path, named: Path | None = None) -> Copy:
    """Verify a whole file. Raises StoreError where it is damaged, another program's, newer than the code, or empty.

    Sentences call it `named`, the backup of which it is a copy.
    """
    named = named or path
    try:
        with closing(read_only(path)) as connection:
            schema = _schema(connection, named)
            # Not `quick_check` as at a start, where somebody waits: it does not compare the indexes with their tables
            # (https://sqlite.org/pragma.html#pragma_quick_check).
            damage = [row[0] for row in connection.execute("PRAGMA integrity_check")]
            orphans = connection.execute("PRAGMA foreign_key_check").fetchall()
            if not schema or damage != ["ok"] or orphans:
                raise StoreError(f"{named} is damaged or empty, and was left alone. Use another backup.")
            rows = {table: connection.execute(f"SELECT COUNT(*) FROM {table}").fetchone()[0] for table in COUNTED}
    except sqlite3.Error as problem:
        raise StoreError(f"{named} is no store of Goodword's, or damaged ({problem}). Use another backup.") from problem
    return Copy(path, schema, rows)


def _schema(connection: Connection, named: Path) -> int:
    found, known = migrations.version_of(connection), migrations.newest("sqlite")
    if found is None:
        raise StoreError(f"{named} holds another program's data, and was left alone. Name a backup of Goodword's.")
    if found > known:
        raise StoreError(
            f"{named} has schema {found}, written by a newer Goodword; this one knows {known}. Update Goodword, or use a backup of before."
        )
    return found


def restore(
    backup: Path, target: Path, erasures_of: Callable[[Path], Erasures], key: Key | None = None, *, unchecked: bool = False
) -> Restored:
    """Replace the store by a verified backup; the replaced file is kept. No process may be using it.

    Raises StoreError before anything is changed; also where the backup was sealed with another key than `key`, and where it has
    no checksum, unless `unchecked`.

    Messages that were waiting in the backup may have been delivered since, so they are held until the operator decides. Clients
    who were forgotten since are erased again: `erasures_of` reads them from the store that is replaced.
    """
    if target.is_dir():
        raise sqlite_file.a_folder(target)
    if target.exists() and backup.exists() and target.samefile(backup):
        raise StoreError(f"{backup} is the store itself. Name a backup of it.")
    is_as_written = checksum.refuse_changed(backup, unchecked=unchecked)
    aside = unfinished(target)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        _copy(backup, aside, with_logs=not is_as_written)
        checked = check(aside, backup)
        with closing(read_only(aside)) as connection:
            refuse_other_key(_key_check(connection), backup, key)
        known = _known(target, erasures_of)
        # Before it takes the store's place: a store in use never holds a client again who was forgotten.
        again = _made_current(aside, known, key)
        kept = _keep(target)
        # Atomic (rename(2)): no half-written file is ever under this name. A process that is killed after `_keep` leaves none there;
        # the replaced store is then beside it.
        aside.replace(target)
        sync(target.parent)
        if kept is not None and known is not None:
            sqlite_logs.fold(kept)  # so that whoever deletes that one file deletes all of it
    except (sqlite3.Error, OSError) as problem:
        raise StoreError(
            f"{target} could not be replaced ({problem}). Check its permissions and the disk's free space."
        ) from problem
    finally:
        remove(aside)
    return Restored(with_changes(checked, path=backup), kept, again)


def _copy(backup: Path, aside: Path, *, with_logs: bool) -> None:
    """Copy a backup, without what SQLite would apply to it that does not belong to it. Raises OSError.

    `with_logs`: a store that an earlier restore replaced, or that was copied by hand, has its last commits in its write-ahead log. One
    that is as it was written has none: what is beside it is another file's.
    """
    remove(aside)  # a process that was killed left it behind
    shutil.copyfile(backup, aside)
    aside.chmod(0o600)
    if with_logs:
        for theirs, ours in zip(sqlite_logs.beside(backup), sqlite_logs.beside(aside), strict=True):
            if theirs.exists() and not theirs.name.endswith("-shm"):  # SQLite makes the index anew
                shutil.copyfile(theirs, ours)
        sqlite_logs.fold(aside)


def _key_check(connection: sqlite3.Connection) -> str | None:
    row = connection.execute("SELECT value FROM meta WHERE name = 'key_check'").fetchone()
    return row and row[0]


def refuse_other_key(check: str | None, where: object, key: Key | None) -> None:
    """Raise StoreError where `check`, the value `key_check` of the store's table `meta`, was sealed with another key."""
    if key is not None and check is not None and not key.cipher.fits(check):
        raise StoreError(
            f"{where} was sealed with another key than the one {key.place}. Set the key that belongs to it, and try again."
        )


def _known(store: Path, erasures_of: Callable[[Path], Erasures]) -> Erasures | None:
    """The erasures of the replaced store; None where it can't be read, which may be the reason of the restore."""
    try:
        return erasures_of(store)
    except sqlite3.Error:
        return None


def _made_current(aside: Path, known: Erasures | None, key: Key | None) -> int | None:
    """Hold in a copy what waits to be said, and erase again who was forgotten since; from how many records, None where that is not known."""
    with closing(sqlite3.connect(aside, isolation_level=None)) as connection:
        # Held rows are not delivered until the operator decides (`held --send` or `--drop`).
        connection.execute("UPDATE outbox SET state = 'held' WHERE state IN ('pending', 'sending')")
        return None if known is None else known.erase_again(connection, aside, None if key is None else key.cipher)


def _keep(target: Path) -> Path | None:
    """Move a store aside with what is beside it, which SQLite would otherwise apply to the file that takes its place.

    Raises OSError, and leaves the store where it was.
    """
    if not target.exists():
        sqlite_logs.remove(target)
        return None
    names = (target.with_name(f"{target.name}.replaced-{number}") for number in range(1, 10_000))
    # Nor may there be the log of one that was deleted.
    kept = next(each for each in names if not any(path.exists() for path in (each, *sqlite_logs.beside(each))))
    moved: list[tuple[Path, Path]] = []
    try:
        for part, place in zip((*sqlite_logs.beside(target), target), (*sqlite_logs.beside(kept), kept), strict=True):
            if part.exists():
                part.rename(place)
                moved.append((part, place))
    except OSError:
        # Such as of a file that is mounted by itself into a container. Without its write-ahead log it would lack commits.
        for part, place in moved:
            place.rename(part)
        raise
    return kept


def remove(part: Path) -> None:
    """Delete an unfinished copy, with what is beside it. Without one no call is made, since the disk may be read-only."""
    if part.exists():
        part.unlink()
    sqlite_logs.remove(part)


def read_only(path: Path) -> sqlite3.Connection:
    """Open a file for reading alone (https://sqlite.org/uri.html#urimode). Raises sqlite3.Error."""
    return sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)


def sync(path: Path) -> None:
    """Flush a file, or a folder's entries, so that what was renamed survives a power cut (fsync(2), NOTES)."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
