"""Queries on meetings that are over, or come next, and on who was there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.core.db.database import instant, micros
from bot.meetings.attendance.store import IS_SUBSTITUTE, WAS_THERE
from bot.meetings.guests.model import WAS_HERE
from bot.meetings.model import LONGEST

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting

_GUEST_WAS_HERE = f"g.state IN ({', '.join(sorted(repr(state.value) for state in WAS_HERE))})"


class Held(NamedTuple):
    """A meeting that has begun."""

    id: int
    starts_at: datetime


async def following(tx: Tx, meeting: Meeting) -> datetime | None:
    """When the next planned meeting of the group begins after this one."""
    row = await tx.one(
        "SELECT starts_at FROM meetings WHERE group_id = ? AND starts_at > ? AND state = 'planned' ORDER BY starts_at LIMIT 1",
        meeting.group_id,
        micros(meeting.starts_at),
    )
    return instant(row["starts_at"]) if row else None


async def begun(tx: Tx, group_id: int, limit: int) -> list[Held]:
    """The last `limit` meetings that have begun, the earliest first."""
    rows = await tx.all(
        "SELECT id, starts_at FROM meetings WHERE group_id = ? AND starts_at <= ? AND state = 'planned' ORDER BY starts_at DESC LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [Held(row["id"], instant(row["starts_at"])) for row in reversed(rows)]


async def lately(tx: Tx, group_id: int, user_id: int, limit: int) -> tuple[int, int]:
    """Of the last `limit` meetings since the person joined at which it was noted who was there: at how many they were, and how many these are.

    A substitute counts as being there.
    """
    row = await tx.one(
        "SELECT COUNT(*) AS n, COUNT(CASE WHEN own.state IN ('present', 'late') OR EXISTS"
        " (SELECT 1 FROM guests AS s WHERE s.group_id = last.group_id AND s.inviter_id = ? AND s.meeting_id = last.id"
        f" AND {IS_SUBSTITUTE}) THEN 1 END) AS attended FROM"
        " (SELECT e.group_id, e.id FROM meetings AS e WHERE e.group_id = ? AND e.starts_at < ? AND e.starts_at >="
        " COALESCE((SELECT m.joined_at FROM members AS m WHERE m.group_id = ? AND m.user_id = ?), 0)"
        f" AND e.state = 'planned' AND EXISTS (SELECT 1 FROM presences AS p WHERE p.group_id = e.group_id AND p.meeting_id = e.id AND {WAS_THERE})"
        " ORDER BY e.starts_at DESC LIMIT ?) AS last"
        " LEFT JOIN presences AS own ON own.group_id = last.group_id AND own.meeting_id = last.id AND own.user_id = ?",
        user_id,
        group_id,
        micros(tx.now),
        group_id,
        user_id,
        limit,
        user_id,
    )
    assert row is not None, "it counts"
    return row["attended"], row["n"]


async def turnouts(tx: Tx, group_id: int, limit: int) -> list[int]:
    """How many people, guests too, were at each of the last `limit` meetings that are over and at which it was noted who was there."""
    rows = await tx.all(
        "SELECT e.id, (SELECT COUNT(*) FROM presences AS p WHERE p.group_id = e.group_id AND p.meeting_id = e.id"
        f" AND {WAS_THERE}) AS members, (SELECT COUNT(*) FROM guests AS g WHERE g.group_id = e.group_id AND g.meeting_id = e.id"
        f" AND {_GUEST_WAS_HERE}) AS guests FROM meetings AS e WHERE e.group_id = ? AND e.starts_at <= ? AND e.state = 'planned'"
        " AND EXISTS (SELECT 1 FROM presences AS p WHERE p.group_id = e.group_id AND p.meeting_id = e.id"
        f" AND {WAS_THERE}) ORDER BY e.starts_at DESC LIMIT ?",
        group_id,
        # What began earlier than the longest meeting takes is over.
        micros(tx.now - timedelta(minutes=LONGEST)),
        limit,
    )
    return [row["members"] + row["guests"] for row in rows]


async def present_lately(tx: Tx, group_id: int, limit: int) -> frozenset[int] | None:
    """The ids of those who were at one of the last `limit` meetings that have begun; None where nobody was noted at any."""
    last = [each.id for each in await begun(tx, group_id, limit)]
    if not last:
        return None
    rows = await tx.all(
        f"SELECT p.user_id FROM presences AS p WHERE p.group_id = ? AND p.meeting_id IN ({', '.join('?' * len(last))})"
        f" AND {WAS_THERE}",
        group_id,
        *last,
    )
    return frozenset(row["user_id"] for row in rows) or None
