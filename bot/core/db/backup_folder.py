"""The folder of scheduled backups: the copies' names, which of them are kept, and whether another one can be written."""

from __future__ import annotations

import re
import shutil
import tempfile
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db import checksum
from bot.core.db.backup_age import SUFFIX
from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

DAYS, WEEKS, MONTHS = 7, 4, 3
"""Of so many days, weeks and months, up to the newest copy, the last copy is kept."""
SPARE = 50 * 1024 * 1024
"""Bytes that must be free beside the copy's."""
_STAMP = "%Y%m%dT%H%M%SZ"


class Stored(Struct, frozen=True):
    """A copy in the folder, and when it was begun."""

    path: Path
    at: datetime


def name(store: str, at: datetime, ending: str) -> str:
    """The file name of a copy of `store`, such as goodword-20261128T031500Z.db. `ending` is with its dot."""
    return f"{_plain(store)}-{at.astimezone(UTC):{_STAMP}}{ending}"


def copies(folder: Path, store: str) -> list[Stored]:
    """The complete copies of one store, the newest first. Raises OSError."""
    pattern = re.compile(rf"{re.escape(_plain(store))}-(\d{{8}}T\d{{6}}Z)\.(?:db|dump)(?:{re.escape(SUFFIX)})?", re.ASCII)
    # The time in the name, not the file's, which copying or synchronising the folder may change.
    found = [
        Stored(path, datetime.strptime(match[1], _STAMP).replace(tzinfo=UTC))
        for path in folder.iterdir()
        if (match := pattern.fullmatch(path.name))
    ]
    return sorted(found, key=lambda each: each.at, reverse=True)


def superfluous(moments: Iterable[datetime], keep: int) -> set[datetime]:
    """Which copies are deleted: all but the newest `keep` and the last one of each of DAYS, WEEKS and MONTHS."""
    newest_first = sorted(set(moments), reverse=True)
    kept = set(newest_first[: max(keep, 1)])
    periods: tuple[tuple[int, Callable[[datetime], object]], ...] = (
        (DAYS, lambda at: at.date()),
        (WEEKS, lambda at: at.isocalendar()[:2]),
        (MONTHS, lambda at: (at.year, at.month)),
    )
    for number, period in periods:
        # Counted are periods that have a copy, not those of the calendar, so that copies of before a long stop are
        # kept.
        last: dict[object, datetime] = {}
        for at in newest_first:
            last.setdefault(period(at), at)
        kept |= set([*last.values()][:number])
    return set(newest_first) - kept


def thin(folder: Path, store: str, keep: int) -> int:
    """Delete the superfluous copies with their checksums; returns how many. Raises OSError."""
    found = copies(folder, store)
    gone = superfluous((each.at for each in found), keep)
    for each in found:
        if each.at in gone:
            each.path.unlink(missing_ok=True)
            checksum.beside(each.path).unlink(missing_ok=True)
    return len(gone)


def clear(folder: Path, store: str) -> None:
    """Delete what a process that was killed left half-written: parts, their journals, and checksums without their copy. Raises OSError."""
    for path in folder.glob(f"{_plain(store)}-*"):
        is_orphan = path.suffix == ".sha256" and not path.with_suffix("").exists()
        if path.suffix.startswith(".part") or is_orphan:
            path.unlink(missing_ok=True)


def refuse_unusable(folder: Path, needed: int) -> None:
    """Raise StoreError where the folder is missing, can't be written, or has not `needed` bytes free."""
    try:
        if not folder.is_dir():
            raise StoreError(f"backup.folder: {folder} is no folder. Make it, mount it, or name another one.")
        # Tried by writing: on a file system of the network writing may fail although `os.access` permits it
        # (https://docs.python.org/3/library/os.html#os.access).
        with tempfile.TemporaryFile(dir=folder):
            pass
        free = shutil.disk_usage(folder).free
    except OSError as problem:
        raise StoreError(
            f"backup.folder: {folder} can't be written ({problem}). Check its permissions and its disk."
        ) from problem
    if free < needed + SPARE:
        raise StoreError(
            f"backup.folder: {folder} has {free // 1024 // 1024} MiB free; the next backup needs {(needed + SPARE) // 1024 // 1024}."
            " Make room, lower backup.keep, or name another folder."
        )


def _plain(store: str) -> str:
    return re.sub(r"[^\w.-]", "_", store)
