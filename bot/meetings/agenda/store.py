"""Queries of the agenda: what members look for, what helped most, and which agendas were posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import store as asks_store
from bot.core.db.database import micros
from bot.meetings import store as meetings_store

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting


async def looked_for(tx: Tx, group_id: int) -> dict[int, str]:
    """The text of each member's open *looking*, by their id."""
    rows = await tx.all(
        f"SELECT {asks_store.COLUMNS} FROM needs WHERE group_id = ? AND until > ? AND state = 'open' AND kind = 'looking' ORDER BY id",
        group_id,
        micros(tx.now),
    )
    return {need.author_id: need.text for need in (asks_store.read_row(tx, row) for row in rows)}


async def most_helpful(tx: Tx, group_id: int, span: Period, among: Collection[int]) -> tuple[int, int, int] | None:
    """The need's id, the helper's, and how many they helped by it in the period: of the tip or answer by one of `among` that helped most.

    Of several the one that helped last.
    """
    rows = await tx.all(
        "SELECT h.need_id, h.helper_id, COUNT(*) AS n FROM helps AS h"
        " JOIN needs AS n ON n.group_id = h.group_id AND n.id = h.need_id AND n.kind IN ('question', 'tip') AND n.state <> 'voided'"
        " WHERE h.group_id = ? AND h.helped_at >= ? AND h.helped_at < ?"
        " GROUP BY h.need_id, h.helper_id ORDER BY n DESC, MAX(h.helped_at) DESC, h.need_id DESC",
        group_id,
        micros(span.start),
        micros(span.end),
    )
    return next(((row["need_id"], row["helper_id"], row["n"]) for row in rows if row["helper_id"] in among), None)


async def share(tx: Tx, meeting: Meeting) -> int:
    """Note that the agenda is posted, or posted anew; returns how often that was done, by which its messages differ."""
    row = await tx.one(
        "INSERT INTO shared_agendas (group_id, meeting_id, shared_at, version) VALUES (?, ?, ?, 1)"
        " ON CONFLICT (group_id, meeting_id) DO UPDATE SET version = shared_agendas.version + 1 RETURNING version",
        meeting.group_id,
        meeting.id,
        micros(tx.now),
    )
    assert row is not None
    return row["version"]


async def is_shared(tx: Tx, meeting: Meeting) -> bool:
    sql = "SELECT 1 FROM shared_agendas WHERE group_id = ? AND meeting_id = ?"
    return await tx.one(sql, meeting.group_id, meeting.id) is not None


async def close(tx: Tx, meeting: Meeting) -> None:
    """Forget that it was posted."""
    await tx.run("DELETE FROM shared_agendas WHERE group_id = ? AND meeting_id = ?", meeting.group_id, meeting.id)


async def shared(tx: Tx, group_id: int) -> list[Meeting]:
    """The meetings whose agenda was posted, the oldest first."""
    rows = await tx.all(
        f"SELECT {meetings_store.OF_MEETING} FROM shared_agendas AS a"
        " JOIN meetings AS m ON m.group_id = a.group_id AND m.id = a.meeting_id WHERE a.group_id = ? ORDER BY a.meeting_id",
        group_id,
    )
    return [meetings_store.read_row(row) for row in rows]
