"""The checksum beside a copy of a store: FILE.sha256, in the format of GNU's `sha256sum`."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


def beside(copy: Path) -> Path:
    """The path of the checksum's file: that of the copy, with .sha256 behind it."""
    return copy.with_name(f"{copy.name}.sha256")


def write(part: Path, copy: Path) -> None:
    """Write and flush the checksum of `part` under the name of `copy`, to which the caller renames it afterwards."""
    with beside(copy).open("w", encoding="utf-8") as file:
        file.write(f"{_digest(part)}  {copy.name}\n")
        file.flush()
        os.fsync(file.fileno())


def refuse_changed(copy: Path, *, unchecked: bool) -> bool:
    """Compare a copy with its checksum. Returns True where they agree, False where there is none and `unchecked` allows that.

    Raises StoreError in all other cases.
    """
    if not copy.is_file():
        raise StoreError(f"There is no file {copy}. Name one that “backup” made.")
    try:
        words = beside(copy).read_bytes().split()
    except FileNotFoundError:
        if unchecked:
            return False
        raise StoreError(
            f"{copy} has no checksum beside it ({beside(copy).name}), so nothing tells whether it is as it was written. Put that file"
            " beside it, or take the copy as it is with --unchecked."
        ) from None
    if words[:1] != [_digest(copy).encode()]:
        raise StoreError(
            f"{copy} is not as it was written: its checksum is not the one in {beside(copy).name}. It was left alone; use another"
            " backup."
        )
    return True


def _digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
