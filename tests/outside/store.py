"""The store's file, read by other connections than the bot's."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def read_only(path: Path) -> sqlite3.Connection:
    """A read-only connection; the caller closes it."""
    return sqlite3.connect(f"file:{path}?mode=ro", uri=True)


def leaks(folder: Path, secrets: list[str]) -> list[str]:
    """Occurrences of the texts in a folder's files, in UTF-8 and UTF-16."""
    wanted = [(text, encoding, text.encode(encoding)) for text in secrets for encoding in ("utf-8", "utf-16-le", "utf-16-be")]
    found: list[str] = []
    for file in folder.rglob("*"):
        if file.is_file():
            content = file.read_bytes()
            found += [f"{text!r} as {encoding} in {file.name}" for text, encoding, form in wanted if form in content]
    return found


def waiting(path: Path) -> int:
    """The number of pending messages."""
    with closing(read_only(path)) as store:
        return store.execute("SELECT COUNT(*) FROM outbox WHERE state IN ('pending', 'sending')").fetchone()[0]
