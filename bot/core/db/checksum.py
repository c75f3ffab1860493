"""The checksum beside a copy of a store: FILE.sha256, as `sha256sum` writes it and `sha256sum --check` reads it."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING

from bot.core.db.errors import StoreError

if TYPE_CHECKING:
    from pathlib import Path


def beside(copy: Path) -> Path:
    return copy.with_name(f"{copy.name}.sha256")


def write(part: Path, copy: Path) -> None:
    """Write the checksum of `part`, which is about to get the name of `copy`; on the disk before it has that name."""
    with beside(copy).open("w", encoding="utf-8") as file:
        file.write(f"{_digest(part)}  {copy.name}\n")
        file.flush()
        os.fsync(file.fileno())


def refuse_changed(copy: Path, *, unchecked: bool) -> bool:
    """Whether the checksum says that not one bit changed; False where there is none and `unchecked` lets that pass.

    Raises StoreError.
    """
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
