"""How things go with one member's referrals, and how many of a group's rest, without a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.referrals import State, Verb
from bot.store.engine.database import micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.engine.database import Tx


async def given_won(tx: Tx, group_id: int, giver_id: int) -> int:
    """How many of those that `giver_id` gave became a job."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND giver_id = ? AND waits = 0 AND state = ?",
        group_id,
        giver_id,
        State.WON.value,
    )
    assert row is not None
    return row["n"]


async def times_to(tx: Tx, group_id: int, receiver_id: int, since: datetime, verbs: tuple[Verb, ...]) -> list[int]:
    """For each referral that they received since then: the microseconds until the first of these moves.

    The order leads each of them along the moves of its own referral; a join walks all such moves of the group for each.
    """
    places = ", ".join("?" * len(verbs))
    rows = await tx.all(
        "SELECT (SELECT m.at FROM referral_moves AS m WHERE m.group_id = r.group_id AND m.referral_id = r.id"
        f" AND m.verb IN ({places}) ORDER BY m.group_id, m.referral_id, m.id LIMIT 1) - r.given_at AS taken"
        " FROM referrals AS r WHERE r.group_id = ? AND r.receiver_id = ? AND r.waits IN (0, 1) AND r.given_at >= ?",
        *(verb.value for verb in verbs),
        group_id,
        receiver_id,
        micros(since),
    )
    return [row["taken"] for row in rows if row["taken"] is not None]


async def count_quiet(tx: Tx, group_id: int, before: datetime) -> int:
    """How many referrals wait for their receiver and have not moved since."""
    row = await tx.one(
        "SELECT COUNT(*) AS n FROM referrals WHERE group_id = ? AND waits = 1 AND wiped_at IS NULL AND changed_at < ?",
        group_id,
        micros(before),
    )
    assert row is not None
    return row["n"]
