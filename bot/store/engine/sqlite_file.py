"""What is known of a SQLite file beside the connections of the bot: whether it is locked, and whether it is damaged."""

from __future__ import annotations

import sqlite3
from typing import TYPE_CHECKING

from bot.store.engine.database import StoreError, StoreUnavailable

if TYPE_CHECKING:
    from pathlib import Path

_PRIMARY = 0xFF
"""Of SQLite's result codes, the part that says what happened; the rest says where."""


def code(problem: BaseException) -> int:
    """SQLite's result code; 0 where the module itself complains, or somebody else."""
    return getattr(problem, "sqlite_errorcode", 0) & _PRIMARY


def unusable(path: Path, problem: BaseException) -> StoreError:
    """What is said of a file that can't be opened or read: StoreUnavailable where another program has it locked."""
    if code(problem) == sqlite3.SQLITE_BUSY:
        return StoreUnavailable(
            f"database.url: {path} is locked by another program. End whatever writes to it, then start again."
        )
    return StoreError(
        f"database.url: {path} can't be used as a store ({problem}). Check the path, its permissions and the disk's free space;"
        " if the file is damaged, restore a backup."
    )
