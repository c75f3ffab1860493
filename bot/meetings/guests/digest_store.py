"""A query on who brought guests, for the weekly news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx


async def who_came_along(tx: Tx, group_id: int, span: Period) -> set[int]:
    """Of those who brought guests to the meetings that began in the period, who was at one of these meetings with them.

    Where nobody was noted as there, all but those who are known to have stayed away.
    """
    rows = await tx.all(
        "SELECT g.inviter_id, p.state, p.answer, p.marked_by,"
        " (SELECT COUNT(*) FROM presences AS o WHERE o.group_id = g.group_id AND o.meeting_id = g.meeting_id"
        " AND o.state IN ('present', 'late')) AS noted,"
        " (SELECT COUNT(*) FROM guests AS s WHERE s.group_id = g.group_id AND s.inviter_id = g.inviter_id AND s.meeting_id = g.meeting_id"
        " AND s.kind = 'substitute' AND s.state NOT IN ('withdrawn', 'did_not_come')) AS sent"
        " FROM meetings AS m JOIN guests AS g ON g.group_id = m.group_id AND g.meeting_id = m.id"
        " LEFT JOIN presences AS p ON p.group_id = g.group_id AND p.meeting_id = g.meeting_id AND p.user_id = g.inviter_id"
        " WHERE m.group_id = ? AND m.starts_at >= ? AND m.starts_at < ? AND g.kind = 'guest'"
        " AND g.state IN ('came', 'applied', 'again', 'not_now')",
        group_id,
        micros(span.start),
        micros(span.end),
    )
    there = set[int]()
    for inviter_id, state, answer, marked_by, noted, sent in rows:
        stayed_away = answer == "cannot" or marked_by is not None or sent
        if state in {"present", "late"} or not (noted or stayed_away):
            there.add(inviter_id)
    return there
