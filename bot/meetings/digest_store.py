"""Queries of the digest on meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.meetings import store as meetings_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting


async def changed(tx: Tx, group_id: int, until: datetime, limit: int) -> list[Meeting]:
    """The meetings from now to `until` that are skipped or were moved, the earliest first; without those of ended series."""
    rows = await tx.all(
        f"SELECT {meetings_store.OF_MEETING} FROM meetings AS m JOIN meeting_series AS s ON s.group_id = m.group_id AND s.id = m.series_id"
        " WHERE m.group_id = ? AND m.starts_at > ? AND m.starts_at < ? AND (m.state = 'skipped' OR m.moved_to IS NOT NULL)"
        " AND s.ended_at IS NULL ORDER BY m.starts_at, m.id LIMIT ?",
        group_id,
        micros(tx.now),
        micros(until),
        limit,
    )
    return [meetings_store.read_row(row) for row in rows]
