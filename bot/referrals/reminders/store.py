"""Queries on who is to be reminded of which referrals, and on what a reminder listed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.membership.members.store import CLOSED_FOR

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.referrals.reminders.model import Rest


def _heard(sender: str, reader: str) -> str:
    """SQL condition: the reader did not mute the sender, whose referrals stay in /referrals alone."""
    muted = "muted_senders AS s WHERE s.group_id = referrals.group_id"
    return f"NOT EXISTS (SELECT 1 FROM {muted} AND s.user_id = referrals.{reader} AND s.sender_id = referrals.{sender})"


# `waits = 1` and `wiped_at IS NULL` are literals, because the index referrals_by_change is partial by the latter.
_TO_RECEIVER = (
    f"waits = 1 AND wiped_at IS NULL AND {_heard('giver_id', 'receiver_id')} AND ("
    "(state = 'open' AND changed_at <= ? AND COALESCE(reminded_at, 0) <= ?)"
    " OR (state <> 'open' AND kind <> 'lead' AND changed_at <= ? AND COALESCE(reminded_at, 0) <= ?))"
)
_TO_GIVER = (
    f"waits = 1 AND wiped_at IS NULL AND {_heard('receiver_id', 'giver_id')} AND kind = 'lead' AND changed_at <= ?"
    " AND COALESCE(giver_reminded_at, 0) <= ?"
)

_REMINDABLE = (
    "m.status = 'active' AND m.dm_reminders = 1 AND COALESCE(m.messages_closed_at, 0) <= ?"
    " AND NOT EXISTS (SELECT 1 FROM reminders AS r WHERE r.group_id = m.group_id AND r.user_id = m.user_id AND r.at > ?)"
    " AND NOT EXISTS (SELECT 1 FROM morning_items AS i WHERE i.group_id = m.group_id AND i.user_id = m.user_id AND i.at > ?)"
)
"""SQL condition: an active member, with reminders switched on, whose direct messages were not refused within CLOSED_FOR, and who was not
reminded after a given time.
"""


def _remindable(tx: Tx, but_since: datetime) -> tuple[object, ...]:
    """The parameters of _REMINDABLE."""
    return (micros(tx.now - CLOSED_FOR), micros(but_since), micros(but_since))


async def remindable(tx: Tx, group_id: int, user_ids: Collection[int], but_since: datetime) -> list[int]:
    """Which of these people may be reminded: as `due`, without those who were reminded after `but_since`."""
    if not user_ids:
        return []
    places = ", ".join("?" * len(user_ids))
    rows = await tx.all(
        f"SELECT m.user_id FROM members AS m WHERE m.group_id = ? AND m.user_id IN ({places}) AND {_REMINDABLE}",
        group_id,
        *user_ids,
        *_remindable(tx, but_since),
    )
    return [row["user_id"] for row in rows]


async def due(tx: Tx, group_id: int, rest: Rest, but_since: datetime, after: int, limit: int) -> list[int]:
    """The ids of up to `limit` people, greater than `after`, who are to be reminded.

    Without those who are not active, have reminders switched off, whose direct messages were refused within CLOSED_FOR, or who
    were reminded after `but_since`. The outer conditions on `changed_at` repeat a bound of the inner ones, along which the
    indexes are read.
    """
    unopened, quiet, lead = _micros(rest)
    rows = await tx.all(
        "SELECT person FROM ("
        f"SELECT receiver_id AS person FROM referrals WHERE group_id = ? AND changed_at <= ? AND {_TO_RECEIVER}"
        f" UNION SELECT giver_id FROM referrals WHERE group_id = ? AND changed_at <= ? AND {_TO_GIVER}"
        f") AS resting JOIN members AS m ON m.group_id = ? AND m.user_id = person WHERE person > ? AND {_REMINDABLE}"
        " ORDER BY person LIMIT ?",
        *(group_id, max(unopened, quiet), unopened, unopened, quiet, quiet),
        *(group_id, lead, lead, lead),
        *(group_id, after, *_remindable(tx, but_since), limit),
    )
    return [row["person"] for row in rows]


async def take(tx: Tx, group_id: int, user_id: int, rest: Rest, at: datetime) -> list[int]:
    """Mark everything that is due for a person as reminded of at `at`; returns the referrals' ids, oldest first."""
    unopened, quiet, lead = _micros(rest)
    received = await tx.all(
        f"UPDATE referrals SET reminded_at = ? WHERE group_id = ? AND receiver_id = ? AND {_TO_RECEIVER} RETURNING id",
        *(micros(at), group_id, user_id, unopened, unopened, quiet, quiet),
    )
    given = await tx.all(
        f"UPDATE referrals SET giver_reminded_at = ? WHERE group_id = ? AND giver_id = ? AND {_TO_GIVER} RETURNING id",
        *(micros(at), group_id, user_id, lead, lead),
    )
    return sorted(row["id"] for row in (*received, *given))


async def name(tx: Tx, group_id: int, user_id: int, at: datetime, referral_ids: Iterable[int]) -> None:
    """Store which referrals a reminder lists."""
    for referral_id in referral_ids:
        await tx.run(
            "INSERT INTO reminders (group_id, user_id, at, referral_id) VALUES (?, ?, ?, ?)",
            group_id,
            user_id,
            micros(at),
            referral_id,
        )


async def named(tx: Tx, group_id: int, user_id: int, at: datetime) -> list[int]:
    """The ids of the referrals that a reminder lists, oldest first."""
    rows = await tx.all(
        "SELECT referral_id FROM reminders WHERE group_id = ? AND user_id = ? AND at = ? ORDER BY referral_id",
        group_id,
        user_id,
        micros(at),
    )
    return [row["referral_id"] for row in rows]


async def naming(tx: Tx, group_id: int, referral_id: int) -> list[tuple[int, datetime]]:
    """The reminders that list a referral, as (person, time)."""
    rows = await tx.all("SELECT user_id, at FROM reminders WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    return [(row["user_id"], instant(row["at"])) for row in rows]


async def sent_to(tx: Tx, group_id: int, user_id: int) -> list[datetime]:
    """The times of a person's reminders that list a referral whose client's data is kept."""
    rows = await tx.all("SELECT DISTINCT at FROM reminders WHERE group_id = ? AND user_id = ? ORDER BY at", group_id, user_id)
    return [instant(row["at"]) for row in rows]


async def switch_off(tx: Tx, group_id: int, user_id: int) -> None:
    """Switch off a person's reminders."""
    await tx.run("UPDATE members SET dm_reminders = 0 WHERE group_id = ? AND user_id = ?", group_id, user_id)


def _micros(rest: Rest) -> tuple[int, int, int]:
    return micros(rest.unopened), micros(rest.quiet), micros(rest.lead)
