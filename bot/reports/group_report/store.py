"""Queries of a report, each over a part of its period, so that none holds the store's thread for long in a large group."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, NamedTuple

from bot.core.db.database import instant, maybe_instant, micros
from bot.meetings.attendance.store import IS_SUBSTITUTE, WAS_THERE
from bot.membership.members.model import BELONGING, SEATED, Status
from bot.referrals.model import State, Verb
from bot.reports.group_report.model import LET_IN_AT, Tenure

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period
    from bot.core.db.database import Tx

SLICE = 500
"""People of one read: about a millisecond of the store's thread."""
_HELD = "m.group_id = ? AND m.starts_at >= ? AND m.starts_at < ? AND m.state = 'planned'"


class Held(NamedTuple):
    """A meeting at which it was noted who was there, and how many members were."""

    starts_at: datetime
    attended: int


class Asked(NamedTuple):
    """An ask: who posted it, and the microseconds until the first offer or referral; None where there was none."""

    author_id: int
    taken: int | None


async def jobs(tx: Tx, group_id: int, part: Period) -> frozenset[int]:
    """The ids of referrals, those from linked groups apart, that became a job in these days and are one still."""
    rows = await tx.all(
        # Not DISTINCT, by which SQLite walks the index by referral, with all moves of the group.
        "SELECT m.referral_id FROM referral_moves AS m JOIN referrals AS r ON r.id = m.referral_id"
        " WHERE m.group_id = ? AND m.verb = ? AND m.at >= ? AND m.at < ? AND r.state = ? AND r.giver_group_id IS NULL",
        group_id,
        Verb.WON.value,
        *_bounds(part),
        State.WON.value,
    )
    return frozenset(row["referral_id"] for row in rows)


async def guests(tx: Tx, group_id: int, part: Period) -> tuple[int, int]:
    """How many guests came to meetings that began in these days, and of how many of them their inviters say that they applied."""
    row = await tx.one(
        "SELECT COUNT(*) AS came, COUNT(CASE WHEN g.state = 'applied' THEN 1 END) AS applied"
        " FROM meetings AS m JOIN guests AS g ON g.group_id = m.group_id AND g.meeting_id = m.id"
        f" WHERE {_HELD} AND g.kind = 'guest' AND g.state IN ('came', 'applied', 'again', 'not_now')",
        group_id,
        *_bounds(part),
    )
    assert row is not None, "it counts"
    return row["came"], row["applied"]


async def held(tx: Tx, group_id: int, part: Period) -> list[Held]:
    """The meetings that began in these days and at which somebody was noted as there."""
    rows = await tx.all(
        "SELECT m.starts_at, COUNT(*) AS n FROM meetings AS m JOIN presences AS p ON p.group_id = m.group_id AND p.meeting_id = m.id"
        f" WHERE {_HELD} AND {WAS_THERE} GROUP BY m.id, m.starts_at ORDER BY m.starts_at",
        group_id,
        *_bounds(part),
    )
    return [Held(instant(row["starts_at"]), row["n"]) for row in rows]


async def attendance(tx: Tx, group_id: int, part: Period) -> dict[int, int]:
    """At how many meetings of these days, since they joined, each person was, or sent somebody in their place; people with none are left out."""
    rows = await tx.all(
        "SELECT there.user_id, COUNT(*) AS n FROM (SELECT m.id, m.starts_at, p.user_id FROM meetings AS m"
        " JOIN presences AS p ON p.group_id = m.group_id AND p.meeting_id = m.id"
        f" WHERE {_HELD} AND {WAS_THERE} UNION SELECT m.id, m.starts_at, s.inviter_id AS user_id FROM meetings AS m"
        " JOIN guests AS s ON s.group_id = m.group_id AND s.meeting_id = m.id"
        f" WHERE {_HELD} AND {IS_SUBSTITUTE} AND EXISTS (SELECT 1 FROM presences AS p"
        f" WHERE p.group_id = m.group_id AND p.meeting_id = m.id AND {WAS_THERE})) AS there"
        " JOIN members AS b ON b.group_id = ? AND b.user_id = there.user_id AND b.joined_at < there.starts_at + ? GROUP BY there.user_id",
        group_id,
        *_bounds(part),
        group_id,
        *_bounds(part),
        group_id,
        LET_IN_AT // timedelta(microseconds=1),
    )
    return {row["user_id"]: row["n"] for row in rows}


async def asked(tx: Tx, group_id: int, part: Period) -> list[Asked]:
    """The asks that were posted in these days, without tips and what moderators cancelled."""
    offered = "SELECT MIN(o.offered_at) FROM offers AS o WHERE o.group_id = n.group_id AND o.need_id = n.id"
    passed = (
        "SELECT MIN(r.given_at) FROM need_referrals AS f JOIN referrals AS r ON r.id = f.referral_id"
        " WHERE f.group_id = n.group_id AND f.need_id = n.id"
    )
    rows = await tx.all(
        f"SELECT n.author_id, n.posted_at, ({offered}) AS offered, ({passed}) AS passed FROM needs AS n"
        " WHERE n.group_id = ? AND n.posted_at >= ? AND n.posted_at < ? AND n.kind <> 'tip' AND n.state <> 'voided'",
        group_id,
        *_bounds(part),
    )
    found: list[Asked] = []
    for author_id, posted_at, *answers in rows:
        first = min((each for each in answers if each is not None), default=None)
        found.append(Asked(author_id, None if first is None else max(first - posted_at, 0)))
    return found


async def people(tx: Tx, group_id: int, after: int) -> tuple[list[Tenure], int | None]:
    """Whoever is or was a member, of the SLICE people whose ids follow `after`; and after whom the next ones follow, None at the end."""
    rows = await tx.all(
        "SELECT user_id, name, seat, status, joined_at, left_at FROM members WHERE group_id = ? AND user_id > ? ORDER BY user_id LIMIT ?",
        group_id,
        after,
        SLICE,
    )
    found: list[Tenure] = []
    for user_id, name, seat, status, joined_at, left_at in rows:
        if joined_at is not None:
            standing = Status(status)
            tenure = (instant(joined_at), maybe_instant(left_at), standing in SEATED, standing in BELONGING)
            found.append(Tenure(user_id, name, seat, *tenure))
    return found, rows[-1]["user_id"] if len(rows) == SLICE else None


def _bounds(part: Period) -> tuple[int, int]:
    return micros(part.start), micros(part.end)
