"""SQLite's failures, said in a sentence to whoever asked."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.db import messages as store_messages
from bot.core.errors import Unsaved

if TYPE_CHECKING:
    from collections.abc import Generator

log = logging.getLogger(__name__)

_PRIMARY = 0xFF
"""Of SQLite's result codes, the part that says what happened; the rest says where."""
_SAID = {
    sqlite3.SQLITE_FULL: store_messages.NO_ROOM,
    sqlite3.SQLITE_BUSY: store_messages.LOCKED,
    sqlite3.SQLITE_LOCKED: store_messages.LOCKED,
    sqlite3.SQLITE_INTERRUPT: store_messages.STOPPING,
    sqlite3.SQLITE_READONLY: store_messages.BROKEN,
    sqlite3.SQLITE_IOERR: store_messages.BROKEN,
    sqlite3.SQLITE_CANTOPEN: store_messages.BROKEN,
    sqlite3.SQLITE_CORRUPT: store_messages.BROKEN,
    sqlite3.SQLITE_NOTADB: store_messages.BROKEN,
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
