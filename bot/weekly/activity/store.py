"""How things go with one member's referrals, and how many of a group's rest, without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.referrals.model import Party, State, Verb

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx


async def count_won(tx: Tx, group_id: int, user_id: int, party: Party) -> int:
    """How many of those that `user_id` gave, or received, became a job."""
    row = await tx.one(
        f"SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND {party.value}_id = ? AND waits = 0 AND state = ?",
        group_id,
        user_id,
        State.WON.value,
    )
    assert row is not None
    return row["n"]


async def times_taken(tx: Tx, group_id: int, receiver_id: int, since: datetime) -> tuple[list[int], list[int]]:
    """Of the referrals that they received since then: the microseconds until they were in touch (or had the job), and until the job.

    The order leads each of them along the moves of its own referral; a join walks all such moves of the group for each.
    """
    first = (
        "(SELECT m.at FROM referral_moves AS m WHERE m.group_id = r.group_id AND m.referral_id = r.id AND m.verb IN ({})"
        " ORDER BY m.group_id, m.referral_id, m.id LIMIT 1) - r.given_at"
    )
    rows = await tx.all(
        f"SELECT {first.format('?, ?')} AS to_contact, {first.format('?')} AS to_close"
        " FROM referrals AS r WHERE r.group_id = ? AND r.receiver_id = ? AND r.waits IN (0, 1) AND r.given_at >= ?",
        Verb.CONTACTED.value,
        Verb.WON.value,
        Verb.WON.value,
        group_id,
        receiver_id,
        micros(since),
    )
    to_contact, to_close = ([row[name] for row in rows if row[name] is not None] for name in ("to_contact", "to_close"))
    return to_contact, to_close


async def count_quiet(tx: Tx, group_id: int, before: datetime) -> int:
    """How many referrals wait for their receiver and have not moved since."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND waits = 1 AND wiped_at IS NULL AND changed_at < ?",
        group_id,
        micros(before),
    )
    assert row is not None
    return row["n"]
