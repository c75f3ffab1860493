"""Queries on messages that are posted in Discord, or may be because the outcome of their delivery is unknown."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.rows import COLUMNS, UNSURE, WAITING, read_row

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing


async def spoken_of(tx: Tx, group_id: int, subjects: Sequence[str]) -> list[str]:
    """Which of the subjects a posted message shows, or may show now or after the pending deliveries."""
    # A SELECT for each condition: WAITING and UNSURE have different partial indexes.
    places = ", ".join("?" * len(subjects))
    rows = await tx.all(
        f"SELECT subject FROM posted WHERE group_id = ? AND subject IN ({places})"
        f" UNION SELECT subject FROM outbox WHERE group_id = ? AND subject IN ({places}) AND {WAITING}"
        f" UNION SELECT subject FROM outbox WHERE group_id = ? AND subject IN ({places}) AND {UNSURE}",
        *(group_id, *subjects) * 3,
    )
    return [row["subject"] for row in rows]


async def unsure(tx: Tx, group_id: int, subject: str) -> list[Outgoing]:
    """Read the rows on a subject that were given up with unknown outcome, oldest first."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM outbox WHERE group_id = ? AND subject = ? AND {UNSURE} ORDER BY id", group_id, subject
    )
    return [read_row(tx.cipher, row) for row in rows]


async def looked_for(tx: Tx, outgoing: Outgoing) -> None:
    """Note that the message of such a row was searched for and corrected, so that its outcome is no longer unknown."""
    await tx.run("UPDATE outbox SET first_sent_at = NULL WHERE id = ? AND settled_at IS NOT NULL", outgoing.id)
