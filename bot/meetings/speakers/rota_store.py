"""Queries on whose turn it is to speak, and on who is reminded that they do."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros
from bot.core.morning_items import WaitingItem
from bot.meetings.speakers.model import Candidate
from bot.meetings.speakers.store import OF_SPEAKER, SPEAKING, read_row, wish_of
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting
    from bot.meetings.speakers.model import Speaker


async def candidates(tx: Tx, meeting: Meeting, limit: int, present: Collection[int] | None) -> list[Candidate]:
    """The active members who speak at no meeting that is not over, and who can speak and come at this one as far as is known; in no order.

    Associates have no trade to present, so that it is their turn only where they asked for it.

    Of those who never spoke and did not ask to, only who can be among the first `limit` of `model.rota`.
    """
    # Apart from the members, of whom most have no record here: joined, each of them would be looked up in both tables.
    rows = await tx.all(
        "SELECT s.user_id, MAX(CASE s.state WHEN 'wished' THEN s.wished_at END) AS wished_at,"
        f" MAX(CASE WHEN s.{SPEAKING} AND m.state = 'planned' THEN m.starts_at END) AS spoke_at,"
        " MAX(CASE s.meeting_id WHEN ? THEN 1 ELSE 0 END) AS was_asked FROM speakers AS s"
        " LEFT JOIN meetings AS m ON m.group_id = s.group_id AND m.id = s.meeting_id WHERE s.group_id = ? GROUP BY s.user_id",
        meeting.id,
        meeting.group_id,
    )
    known = {user_id: (wished_at, spoke_at, was_asked) for user_id, wished_at, spoke_at, was_asked in rows}
    members = await tx.all(
        "SELECT user_id, joined_at FROM members WHERE group_id = ? AND status = 'active' ORDER BY COALESCE(joined_at, 0), user_id",
        meeting.group_id,
    )
    associates = await roll.associates(tx, meeting.group_id, Status.ACTIVE)
    absent = await staying_away(tx, meeting)
    now, found, left = micros(tx.now), list[Candidate](), {True: limit, False: limit}
    for user_id, joined_at in members:
        if user_id in absent:
            continue
        came = present is None or user_id in present
        if user_id in associates and (user_id not in known or known[user_id][0] is None):
            continue
        if user_id in known:
            wished_at, spoke_at, was_asked = known[user_id]
            if not was_asked and (spoke_at is None or spoke_at <= now):
                found.append(Candidate(user_id, *(maybe_instant(each) for each in (joined_at, wished_at, spoke_at))))
        elif left[came]:
            left[came] -= 1
            found.append(Candidate(user_id, maybe_instant(joined_at), None, None))
    return found


async def topics(tx: Tx, group_id: int, user_ids: Sequence[int]) -> dict[int, str]:
    """By person what they would present, where they would like to."""
    found = [await wish_of(tx, group_id, user_id) for user_id in user_ids]
    return {each.user_id: each.topic for each in found if each is not None}


async def to_remind(
    tx: Tx, group_id: int, kind: str, begins: Period, ahead: timedelta, after: int, limit: int
) -> list[WaitingItem]:
    """Up to `limit` of those who speak at meetings that begin in `begins`, whose ids are above `after`, in the order of these.

    Without whom the morning list reminded under `kind` already, and who got the meeting less than `ahead` before it begins.
    """
    rows = await tx.all(
        "SELECT s.user_id, s.id FROM meetings AS m JOIN speakers AS s ON s.group_id = m.group_id AND s.meeting_id = m.id"
        f" WHERE m.group_id = ? AND m.starts_at >= ? AND m.starts_at < ? AND m.state = 'planned' AND s.{SPEAKING}"
        f" AND s.planned_at <= m.starts_at - ? AND s.user_id > ? AND {not_named('s.user_id', kind, 's.id')}"
        " ORDER BY s.user_id, s.id LIMIT ?",
        group_id,
        micros(begins.start),
        micros(begins.end),
        ahead // timedelta(microseconds=1),
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["user_id"], row["id"]) for row in rows]


async def away(tx: Tx, group_id: int, until: datetime) -> list[Speaker]:
    """Who speaks at a meeting that begins before `until`, and is on leave beyond its beginning."""
    rows = await tx.all(
        f"SELECT {OF_SPEAKER} FROM meetings AS m JOIN speakers AS s ON s.group_id = m.group_id AND s.meeting_id = m.id"
        " JOIN members AS c ON c.group_id = s.group_id AND c.user_id = s.user_id"
        f" WHERE m.group_id = ? AND m.starts_at > ? AND m.starts_at < ? AND m.state = 'planned' AND s.{SPEAKING}"
        " AND c.status = 'paused' AND (c.away_until IS NULL OR c.away_until > m.starts_at) ORDER BY s.id",
        group_id,
        micros(tx.now),
        micros(until),
    )
    return [read_row(tx, row) for row in rows]


async def stays_away(tx: Tx, meeting: Meeting, user_id: int) -> bool:
    """Whether it is known that the member does not come."""
    return user_id in await staying_away(tx, meeting)


async def staying_away(tx: Tx, meeting: Meeting) -> set[int]:
    """The ids of those of whom it is known that they do not come: they said so, somebody noted it, or another one comes in their place."""
    rows = await tx.all(
        "SELECT user_id FROM presences WHERE group_id = ? AND meeting_id = ?"
        " AND (state = 'excused' OR (state = 'none' AND answer = 'cannot'))"
        " UNION SELECT inviter_id FROM guests WHERE group_id = ? AND meeting_id = ? AND kind = 'substitute'"
        " AND state NOT IN ('withdrawn', 'did_not_come')",
        *(meeting.group_id, meeting.id) * 2,
    )
    return {user_id for (user_id,) in rows}
