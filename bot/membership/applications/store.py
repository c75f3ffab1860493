"""Queries on questions and answers about applications."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.membership.applications.model import Note

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def add_note(tx: Tx, group_id: int, applicant_id: int, author_id: int, text: str) -> int:
    """Insert a question or answer; returns its id."""
    row = await tx.one(
        "INSERT INTO application_notes (group_id, applicant_id, author_id, text, at) VALUES (?, ?, ?, ?, ?) RETURNING id",
        group_id,
        applicant_id,
        author_id,
        # The id is not known before the INSERT, so the time takes its place in the cipher's additional data.
        tx.cipher.seal_text("application_notes", group_id, micros(tx.now), "text", text),
        micros(tx.now),
    )
    assert row is not None
    return row["id"]


async def notes(tx: Tx, group_id: int, applicant_id: int) -> list[Note]:
    """Read all questions and answers of an applicant, those of earlier applications included, oldest first."""
    rows = await tx.all(
        "SELECT author_id, text, at FROM application_notes WHERE group_id = ? AND applicant_id = ? ORDER BY id",
        group_id,
        applicant_id,
    )
    return [
        Note(
            applicant_id,
            row["author_id"],
            tx.cipher.open("application_notes", group_id, row["at"], "text", row["text"]),
            instant(row["at"]),
        )
        for row in rows
    ]
