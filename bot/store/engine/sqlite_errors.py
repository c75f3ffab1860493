"""SQLite's failures, said in a sentence to whoever asked."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.model.words import Unsaved
from bot.store.engine import trouble

if TYPE_CHECKING:
    from collections.abc import Generator

log = logging.getLogger(__name__)

_PRIMARY = 0xFF
"""Of SQLite's result codes, the part that says what happened; the rest says where."""
_SAID = {
    sqlite3.SQLITE_FULL: trouble.NO_ROOM,
    sqlite3.SQLITE_BUSY: trouble.LOCKED,
    sqlite3.SQLITE_LOCKED: trouble.LOCKED,
    sqlite3.SQLITE_INTERRUPT: trouble.STOPPING,
    sqlite3.SQLITE_READONLY: trouble.BROKEN,
    sqlite3.SQLITE_IOERR: trouble.BROKEN,
    sqlite3.SQLITE_CANTOPEN: trouble.BROKEN,
    sqlite3.SQLITE_CORRUPT: trouble.BROKEN,
    sqlite3.SQLITE_NOTADB: trouble.BROKEN,
}


def code_of(problem: BaseException) -> int:
    """SQLite's result code; 0 where the module itself complains, or somebody else."""
    return getattr(problem, "sqlite_errorcode", 0) & _PRIMARY


@contextmanager
def saying(*, writes: bool) -> Generator[None]:
    """Say a failure of the file or its disk to whoever asked, and in the log."""
    try:
        yield
    except sqlite3.DatabaseError as problem:
        code = code_of(problem)
        if code not in _SAID or (code == sqlite3.SQLITE_READONLY and not writes):  # a reader that writes is a mistake of ours
            raise
        log.warning("The store failed (%s: %s).", problem.sqlite_errorname, problem)
        raise Unsaved(_SAID[code]) from problem
