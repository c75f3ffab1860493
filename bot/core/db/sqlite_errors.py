"""Raises SQLite's failures as Unsaved with a sentence for the person whose request failed."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.db import messages as store_messages
from bot.core.errors import NO_ROOM, STOPPING, Unsaved

if TYPE_CHECKING:
    from collections.abc import Generator

log = logging.getLogger(__name__)

_PRIMARY = 0xFF
"""Mask of the primary result code within an extended one
(https://sqlite.org/rescode.html#primary_result_codes_versus_extended_result_codes).
"""
_SAID = {
    sqlite3.SQLITE_FULL: NO_ROOM,
    sqlite3.SQLITE_BUSY: store_messages.LOCKED,
    sqlite3.SQLITE_LOCKED: store_messages.LOCKED,
    sqlite3.SQLITE_INTERRUPT: STOPPING,
    sqlite3.SQLITE_READONLY: store_messages.BROKEN,
    sqlite3.SQLITE_IOERR: store_messages.BROKEN,
    sqlite3.SQLITE_CANTOPEN: store_messages.BROKEN,
    sqlite3.SQLITE_CORRUPT: store_messages.BROKEN,
    sqlite3.SQLITE_NOTADB: store_messages.BROKEN,
}


def code_of(problem: BaseException) -> int:
    """The primary result code of a SQLite error; 0 of any other exception."""
    return getattr(problem, "sqlite_errorcode", 0) & _PRIMARY


@contextmanager
def saying(*, writes: bool) -> Generator[None]:
    """Log a failure of the file or its disk and raise it as Unsaved; `writes`: the transaction was begun for writing."""
    try:
        yield
    except sqlite3.DatabaseError as problem:
        code = code_of(problem)
        # A transaction for reading that writes is a mistake in the code, so it is raised unchanged.
        if code not in _SAID or (code == sqlite3.SQLITE_READONLY and not writes):
            raise
        log.warning("The store failed (%s: %s).", problem.sqlite_errorname, problem)
        raise Unsaved(_SAID[code]) from problem
