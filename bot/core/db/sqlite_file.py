"""Checks of a SQLite file outside the bot's connections: whether it is locked, damaged, or open under another name."""

from __future__ import annotations

import asyncio
import logging
import os
import sqlite3
import threading
from contextlib import closing, suppress
from typing import TYPE_CHECKING

from bot.core.db import migrations
from bot.core.db.errors import StoreError, StoreUnavailable
from bot.core.db.sqlite_errors import code_of

if TYPE_CHECKING:
    from pathlib import Path

log = logging.getLogger(__name__)

CHECK_SECONDS = 30.0
"""Seconds that a start waits for the check of the file, which takes seconds for each gigabyte, or minutes on a slow disk."""
_SHARED_FIRST, _SHARED_SIZE = 0x40000002, 510
"""The range of bytes that each connection in WAL mode holds a shared lock on while it is open (SHARED_FIRST, SHARED_SIZE in
https://sqlite.org/src/file/src/os.h).
"""


def unusable(path: Path, problem: BaseException) -> StoreError:
    """The error for a file that can't be opened or read; StoreUnavailable where another program has locked it."""
    if path.is_dir():
        return a_folder(path)
    if sqlite3.SQLITE_BUSY in {code_of(problem), code_of(problem.__cause__ or problem)}:  # Unsaved has it as its cause
        return StoreUnavailable(
            f"database.url: {path} is locked by another program. End whatever writes to it, then start again."
        )
    if getattr(problem, "sqlite_errorcode", 0) == sqlite3.SQLITE_READONLY_ROLLBACK:
        return StoreError(
            f"database.url: a process was killed while it wrote to {path}, and its unfinished change, in {path.name}-journal, has to be taken"
            " back first. The next start does it, and so does “python -m bot migrate” with the bot stopped."
        )
    return StoreError(
        f"database.url: {path} can't be used as a store ({problem}). Check the path, its permissions and the disk's free space;"
        " if the file is damaged, restore a backup."
    )


def a_folder(path: Path) -> StoreError:
    """The error where the store's path is that of a folder."""
    return StoreError(f"database.url: {path} is a folder. Name the file in it that is to be the store.")


def refuse_damaged(path: Path) -> None:
    """Verify every page of a non-empty file (PRAGMA quick_check).

    Raises StoreError where one is damaged or the file is unreadable.
    """
    if not path.exists() or path.stat().st_size == 0:
        return
    try:
        with closing(sqlite3.connect(f"{path.absolute().as_uri()}?mode=ro", uri=True, isolation_level=None)) as connection:
            migrations.check(connection, path)
            # Not `integrity_check`: a start waits for this, which takes 1.4 s for 350 MB in memory and 21 s from a slow
            # disk. (1): one finding is enough.
            found = connection.execute("PRAGMA quick_check(1)").fetchone()[0]
    except sqlite3.Error as problem:
        if code_of(problem) != sqlite3.SQLITE_CORRUPT:
            raise unusable(path, problem) from problem
        found = str(problem)
    if found != "ok":
        raise StoreError(
            f"database.url: {path} is damaged ({' '.join(found.split())}), and was left as it is. Put a backup in its place with"
            " “python -m bot restore FILE”; what is there now is kept beside it."
        )


async def checked(path: Path) -> None:
    """Run `refuse_damaged` in a thread. After CHECK_SECONDS it goes on beside the bot, and its finding is only logged."""
    loop = asyncio.get_running_loop()
    done: asyncio.Future[StoreError | None] = loop.create_future()

    def tell(problem: StoreError | None) -> None:
        if not done.done():
            done.set_result(problem)

    def look() -> None:
        problem = None
        try:
            refuse_damaged(path)
        except StoreError as found:
            problem = found
        with suppress(RuntimeError):  # the event loop was closed meanwhile
            loop.call_soon_threadsafe(tell, problem)

    # A daemon, so that it does not delay the end of the process.
    threading.Thread(target=look, name="sqlite-check", daemon=True).start()
    await asyncio.wait({done}, timeout=CHECK_SECONDS)
    if not done.done():
        log.warning("%s is large, or its disk is slow: the check of its pages goes on while the bot works.", path)
        done.add_done_callback(_say_late)
    elif (problem := done.result()) is not None:
        raise problem


def _say_late(done: asyncio.Future[StoreError | None]) -> None:
    problem = None if done.cancelled() else done.result()
    if problem is not None:
        log.error("%s", problem)


def real(path: Path) -> Path:
    """The path with symbolic links resolved. Raises StoreError where that is impossible, as for a loop of links."""
    try:
        return path.resolve()
    except (OSError, RuntimeError) as problem:
        raise StoreError(f"database.url: {path} leads nowhere ({problem}). Name the file itself.") from problem


def is_open_by_another_name(path: Path) -> bool:
    """Whether another process has the file open under another name (hard link). Call it before this process opens the file.

    The lock file is found by the database's name; SQLite's own locks are on the file itself, so one of them is tried here.
    """
    try:
        import fcntl
    except ModuleNotFoundError:  # Windows
        return False
    if not path.exists() or path.stat().st_nlink == 1:
        return False
    handle = os.open(path, os.O_RDWR)
    try:
        fcntl.lockf(handle, fcntl.LOCK_EX | fcntl.LOCK_NB, _SHARED_SIZE, _SHARED_FIRST)
    except BlockingIOError:
        return True
    finally:
        os.close(handle)
    return False
