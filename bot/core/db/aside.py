"""Folders for copies of the store that are not encrypted, for as long as a command works on them.

A process that is killed (SIGKILL) can't delete its folder. While it lives it holds a lock on a file in it, which the operating system
releases in every case, so that a later process tells a leftover from a folder in use.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import filelock

if TYPE_CHECKING:
    from collections.abc import Generator

PREFIX = ".goodword-aside-"
FORMER = (".goodword-backup-", "goodword-backup-", "goodword-drill-", ".goodword-rehearsal-")
"""Prefixes of before the lock."""
UNLOCKED_FOR = 86_400.0
"""Seconds after which a folder without a lock is taken for a leftover: a process of an earlier version may still work in it."""
_LOCK = "lock"


@contextmanager
def folder(parent: Path) -> Generator[Path]:
    """A new folder in `parent`, of mode 0700, that is deleted at the end. Raises OSError."""
    # The lock is taken under another name, which `clear` does not look at: it never meets a folder that has no lock yet.
    made = Path(tempfile.mkdtemp(prefix=f"new{PREFIX}", dir=parent))
    lock = filelock.FileLock(made / _LOCK)
    try:
        lock.acquire(blocking=False)
        made = made.rename(made.with_name(made.name.removeprefix("new")))
        yield made
    finally:
        shutil.rmtree(made, ignore_errors=True)
        lock.release()


def clear(parent: Path) -> int:
    """Delete such folders of this user in `parent` whose process is gone; returns how many. Raises OSError."""
    gone = 0
    for prefix in (PREFIX, *FORMER):
        # The folder for temporary files is everybody's: what another user, or a symbolic link, put there under such a
        # name is left alone.
        for left in parent.glob(f"{prefix}*"):
            if left.is_dir() and not left.is_symlink() and left.stat().st_uid == os.geteuid() and _is_left(left):
                shutil.rmtree(left, ignore_errors=True)
                gone += not left.exists()
    return gone


def _is_left(made: Path) -> bool:
    if not (made / _LOCK).exists():
        with tempfile.TemporaryFile(dir=made.parent) as new:  # the present time by the clock that dated the folder
            return os.fstat(new.fileno()).st_mtime - made.stat().st_mtime > UNLOCKED_FOR
    lock = filelock.FileLock(made / _LOCK)
    try:
        lock.acquire(blocking=False)
    except (filelock.Timeout, OSError):
        return False
    lock.release()
    return True
