"""Checkpoints of a SQLite store's write-ahead log: when committed pages are copied into the file, and when the log is emptied.

An ordinary commit plans a PASSIVE checkpoint. After a commit that deleted what somebody wanted gone the log is truncated, for it still
holds the pages as they were before (https://sqlite.org/wal.html#ckpt, https://sqlite.org/pragma.html#pragma_wal_checkpoint).
"""

from __future__ import annotations

import asyncio
import logging
import sqlite3
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.connection import Connection

log = logging.getLogger(__name__)

CHECKPOINT_AFTER = 60.0
"""Seconds from a commit to its checkpoint, and between two attempts to truncate the log."""
MOST_WAIT = 100
"""Milliseconds that an attempt waits for readers of old pages."""


class Checkpoints:
    """The plan for one writing connection. `committed` and `stop` are called on the event loop."""

    def __init__(self) -> None:
        self.writer: Connection | None = None
        self._timer: asyncio.TimerHandle | None = None
        self._is_stopped = False
        self._holds_erased = False
        """Whether the log may hold what was deleted: set on the event loop, cleared on the writer's thread."""

    def committed(self, *, erases: bool) -> None:
        """Plan a checkpoint; where the commit erased something, queue the truncation behind it on the writer's thread."""
        if self._is_stopped:
            return
        if erases and not self._holds_erased:
            self._holds_erased = True
            self._start()
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(CHECKPOINT_AFTER, self._again)

    def stop(self) -> None:
        """Begin no further checkpoint; one that is under way is not cancelled."""
        self._is_stopped = True
        if self._timer is not None:
            self._timer.cancel()

    def _again(self) -> None:
        self._timer = None
        self._start()
        if self._holds_erased:  # until it succeeds; a reader of long ago may keep the log from being emptied
            self.committed(erases=False)

    def _start(self) -> None:
        if self.writer is not None:
            self.writer.post(self._truncate if self._holds_erased else copy_log)

    def _truncate(self, connection: sqlite3.Connection) -> None:
        # Cleared last: `_again` plans the next attempt by it, and would plan none while this one waits. What commits after this has
        # its `committed` after it, too, for both run on this thread one after the other.
        if empty_log(connection):
            self._holds_erased = False


def copy_log(connection: sqlite3.Connection) -> None:
    """Copy committed pages into the file as far as no reader uses the old ones (PASSIVE)."""
    try:
        connection.execute("PRAGMA wal_checkpoint(PASSIVE)")
    except sqlite3.Error as problem:
        log.warning("The write-ahead log could not be copied into the store (%s); it is tried again.", problem)


def empty_log(connection: sqlite3.Connection) -> bool:
    """Copy all committed pages into the file and truncate the log to zero bytes (TRUNCATE); False where a reader prevents it."""
    # A truncation waits for readers as long as the connection's busy_timeout says, and no use case can write meanwhile: a backup or
    # another program that reads would stop the bot for as long at every attempt.
    usual = connection.execute("PRAGMA busy_timeout").fetchone()[0]
    try:
        connection.execute(f"PRAGMA busy_timeout = {MOST_WAIT}")
        is_busy = connection.execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()[0]
    except sqlite3.Error as problem:
        log.warning(
            "The write-ahead log could not be copied into the store (%s); it is tried again, and at the next start.", problem
        )
        return False
    finally:
        connection.execute(f"PRAGMA busy_timeout = {usual}")
    return not is_busy
