"""The store as it lies on the disk."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_only(path: Path) -> sqlite3.Connection:
    """A connection that sees what is committed and changes nothing. To be closed."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def leaks(folder: Path, secrets: list[str]) -> list[str]:
    """Where in the files of a folder one of the texts stands, in any encoding that text is kept in."""
    wanted = [(text, encoding, text.encode(encoding)) for text in secrets for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    found: list[str] = []
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found += [f"{text!r} as {encoding} in {file.name}" for text, encoding, form in wanted if form in content]
    return found


def waiting(path: Path) -> int:
    """How many messages are still to be said."""
    with closing(read_only(path)) as store:
        return store.execute("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").fetchone()[0]
