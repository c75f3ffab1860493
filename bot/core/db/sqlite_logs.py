"""The files that SQLite keeps beside a database for as long as a process changes it, and leaves there where that process is killed.

They are a part of the database, and of no other one that takes its name: SQLite would apply them to that
(https://sqlite.org/howtocorrupt.html#mispairing_database_files_and_hot_journals).
"""

from __future__ import annotations

import sqlite3
from contextlib import closing, suppress
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

SUFFIXES = ("-wal", "-shm", "-journal")
"""Of the write-ahead log, its index, and the rollback journal (https://sqlite.org/tempfiles.html)."""


def beside(database: Path) -> list[Path]:
    """The paths of the files that may be beside a database."""
    return [database.with_name(f"{database.name}{suffix}") for suffix in SUFFIXES]


def remove(database: Path) -> None:
    """Delete these files of a database that is gone, or never was, before another one takes its name. Raises OSError."""
    for log in beside(database):
        if log.exists():  # else no call is made, since the disk may be read-only
            log.unlink()


def fold(database: Path) -> None:
    """Bring what is in these files into the database and delete them, so that one file holds all. Where it fails, all stays as it is.

    The first read of a connection that may write rolls an unfinished transaction back (https://sqlite.org/atomiccommit.html#_hot_rollback_journals);
    closing the last connection deletes the write-ahead log (https://sqlite.org/wal.html#the_wal_file).
    """
    with suppress(sqlite3.Error), closing(sqlite3.connect(database, isolation_level=None)) as connection:
        connection.execute("PRAGMA wal_checkpoint(TRUNCATE)")


def roll_back(database: Path) -> None:
    """Undo a transaction that a killed process left half-written in the database, by the rollback journal beside it.

    A connection for reading alone can't, and refuses the file. Where it fails, all stays as it is.
    """
    if database.exists() and database.with_name(f"{database.name}-journal").exists():
        fold(database)
