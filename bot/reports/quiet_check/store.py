"""Queries on members of whom nothing was seen for long, and on who of them was asked whether all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.core.morning_items import WaitingItem
from bot.meetings.attendance.store import WAS_THERE
from bot.referrals.model import Verb
from bot.reports.quiet_check.model import AGAIN_AFTER, QUIET_FOR

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Tx

_MAY_BE_ASKED = "m.status = 'active' AND m.seat <> '' AND COALESCE(m.joined_at, 0) <= ? AND COALESCE(m.status_at, 0) <= ?"
"""SQL condition: an active member with a trade, who joined before the first time and has been there since the second."""
_OF_ONE = (
    "referrals AS r WHERE r.group_id = m.group_id AND r.giver_id = m.user_id AND r.waits IN (0, 1) AND r.given_at >= ?",
    # What one passes to a linked group is a record of that group.
    "referrals AS l WHERE l.giver_group_id = m.group_id AND l.giver_id = m.user_id AND l.waits IN (0, 1) AND l.given_at >= ?",
    (
        "referrals AS w JOIN referral_moves AS v ON v.group_id = w.group_id AND v.referral_id = w.id"
        " WHERE w.giver_group_id = m.group_id AND w.giver_id = m.user_id AND v.actor_id = w.giver_id AND v.at >= ?"
    ),
    "needs AS n WHERE n.group_id = m.group_id AND n.author_id = m.user_id AND n.posted_at >= ?",
    "offers AS o WHERE o.group_id = m.group_id AND o.user_id = m.user_id AND o.offered_at >= ?",
    "helps AS h WHERE h.group_id = m.group_id AND h.helper_id = m.user_id AND h.helped_at >= ?",
    "introductions AS i WHERE i.group_id = m.group_id AND i.connector_id = m.user_id AND i.proposed_at >= ?",
    "touches AS a WHERE a.group_id = m.group_id AND a.low_id = m.user_id AND a.low_noted_at >= ?",
    "touches AS b WHERE b.group_id = m.group_id AND b.high_id = m.user_id AND b.high_noted_at >= ?",
    "guests AS g WHERE g.group_id = m.group_id AND g.inviter_id = m.user_id AND g.invited_at >= ?",
)
"""Signs that are looked for member by member: each has an index by person, and few rows of one."""
_OF_ALL = (
    f"actor_id FROM referral_moves WHERE group_id = ? AND verb IN ({', '.join(repr(verb.value) for verb in Verb)}) AND at >= ?",
    "author_id FROM thanks WHERE group_id = ? AND at >= ?",
    (
        "p.user_id FROM meetings AS e JOIN presences AS p ON p.group_id = e.group_id AND p.meeting_id = e.id"
        f" WHERE e.group_id = ? AND e.starts_at >= ? AND {WAS_THERE}"
    ),
)
"""Signs that are read of all members at once, since the time: one member may have years of them."""
_IS_QUIET = " AND ".join(
    [*(f"NOT EXISTS (SELECT 1 FROM {sign})" for sign in _OF_ONE), *(f"m.user_id NOT IN (SELECT {sign})" for sign in _OF_ALL)]
)
"""SQL condition: nothing shows that the member gave, answered, met or attended something. What only another noted of them is no sign."""


async def quiet(tx: Tx, group_id: int, kind: str, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` members whose ids are above `after`, in the order of these, who were quiet for QUIET_FOR and are to be asked.

    Who was asked within AGAIN_AFTER is left out. The record's id is the day's number: a question has no record of its own before it is asked.
    """
    since = micros(at - QUIET_FOR)
    rows = await tx.all(
        f"SELECT m.user_id FROM members AS m WHERE m.group_id = ? AND m.user_id > ? AND {_MAY_BE_ASKED}"
        " AND NOT EXISTS (SELECT 1 FROM quiet_checks AS q WHERE q.group_id = m.group_id AND q.user_id = m.user_id AND q.asked_at > ?)"
        " AND NOT EXISTS (SELECT 1 FROM morning_items AS i WHERE i.group_id = m.group_id AND i.user_id = m.user_id AND i.kind = ?)"
        f" AND {_IS_QUIET} ORDER BY m.user_id LIMIT ?",
        *(group_id, after, since, since, micros(at - AGAIN_AFTER), kind),
        *[since] * len(_OF_ONE),
        *[group_id, since] * len(_OF_ALL),
        limit,
    )
    return [WaitingItem(row["user_id"], at.toordinal()) for row in rows]


async def note_asked(tx: Tx, group_id: int, kind: str, since: datetime) -> None:
    """Store whom the morning list has asked since then, for longer than the list remembers it."""
    await tx.run(
        "INSERT INTO quiet_checks (group_id, user_id, asked_at)"
        " SELECT i.group_id, i.user_id, i.at FROM morning_items AS i WHERE i.group_id = ? AND i.at >= ? AND i.kind = ?"
        " ON CONFLICT (group_id, user_id) DO NOTHING",
        group_id,
        micros(since),
        kind,
    )


async def asked_at(tx: Tx, group_id: int, user_id: int, kind: str) -> datetime | None:
    """When the morning list last asked a member; None where it did not, or they asked for a word since, or moderate."""
    row = await tx.one(
        "SELECT asked_at, spoke_at, spared FROM quiet_checks WHERE group_id = ? AND user_id = ?", group_id, user_id
    )
    if row is not None:
        return None if row["spared"] or row["spoke_at"] is not None else instant(row["asked_at"])
    # The list may be delivered before `note_asked` has run.
    row = await tx.one(
        "SELECT at FROM morning_items WHERE group_id = ? AND user_id = ? AND kind = ? ORDER BY record_id DESC LIMIT 1",
        group_id,
        user_id,
        kind,
    )
    return None if row is None else instant(row["at"])


async def was_asked(tx: Tx, group_id: int, user_id: int, kind: str) -> bool:
    """Whether a question to a member is kept, answered or not."""
    row = await tx.one("SELECT spared FROM quiet_checks WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return not row["spared"] if row is not None else await asked_at(tx, group_id, user_id, kind) is not None


async def speak(tx: Tx, group_id: int, user_id: int, at: datetime) -> None:
    """Store that a member who was asked at that time asks for a word."""
    await _answer(tx, group_id, user_id, at, micros(tx.now), 0)


async def spare(tx: Tx, group_id: int, user_id: int, at: datetime) -> None:
    """Store that a member who was to be asked at that time moderates."""
    await _answer(tx, group_id, user_id, at, None, 1)


async def _answer(tx: Tx, group_id: int, user_id: int, at: datetime, spoke_at: int | None, spared: int) -> None:
    await tx.run(
        "INSERT INTO quiet_checks (group_id, user_id, asked_at, spoke_at, spared) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id) DO UPDATE SET spoke_at = excluded.spoke_at, spared = excluded.spared",
        group_id,
        user_id,
        micros(at),
        spoke_at,
        spared,
    )


async def count_asked(tx: Tx, group_id: int, quarter: Period) -> int:
    """How many members were asked in the quarter and did not ask for a word."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM quiet_checks WHERE group_id = ? AND asked_at >= ? AND asked_at < ? AND spoke_at IS NULL"
        " AND spared = 0",
        group_id,
        micros(quarter.start),
        micros(quarter.end),
    )
    assert row is not None, "it counts"
    return row["n"]


async def count_others(tx: Tx, group_id: int, quarter: Period) -> int:
    """How many members could have been asked in the quarter all along, and were neither asked nor are known to moderate."""
    row = await tx.one(
        f"SELECT COUNT(*) AS n FROM members AS m WHERE m.group_id = ? AND {_MAY_BE_ASKED} AND NOT EXISTS"
        " (SELECT 1 FROM quiet_checks AS q WHERE q.group_id = m.group_id AND q.user_id = m.user_id"
        " AND (q.spared = 1 OR q.asked_at >= ? AND q.asked_at < ?))",
        group_id,
        micros(quarter.start - QUIET_FOR),
        micros(quarter.start - QUIET_FOR),
        micros(quarter.start),
        micros(quarter.end),
    )
    assert row is not None, "it counts"
    return row["n"]


async def last_count(tx: Tx, group_id: int) -> tuple[str, int | None] | None:
    """The quarter that was counted last, by its first day, and the number; None before the first."""
    row = await tx.one("SELECT quarter, n FROM quiet_counts WHERE group_id = ?", group_id)
    return None if row is None else (row["quarter"], row["n"])


async def keep_count(tx: Tx, group_id: int, quarter: str, n: int | None) -> None:
    """Store the number of a later quarter in the place of the last one; that of a quarter is stored once."""
    await tx.run(
        "INSERT INTO quiet_counts (group_id, quarter, n) VALUES (?, ?, ?)"
        " ON CONFLICT (group_id) DO UPDATE SET quarter = excluded.quarter, n = excluded.n WHERE quiet_counts.quarter < excluded.quarter",
        group_id,
        quarter,
        n,
    )


async def forget(tx: Tx, group_id: int, user_id: int) -> None:
    await tx.run("DELETE FROM quiet_checks WHERE group_id = ? AND user_id = ?", group_id, user_id)


async def prune(tx: Tx, group_id: int) -> None:
    """Delete the questions so old that the same members may be asked again."""
    await tx.run("DELETE FROM quiet_checks WHERE group_id = ? AND asked_at <= ?", group_id, micros(tx.now - AGAIN_AFTER))
