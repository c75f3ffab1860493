"""Who left which server, and whom that concerns."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def gone(tx: Tx) -> list[tuple[int, int]]:
    """Everybody who left their group's server, over all groups, as (group, person)."""
    rows = await tx.all("SELECT group_id, user_id FROM members WHERE status = 'left' AND group_id > 0")  # as the index has it
    return [(row["group_id"], row["user_id"]) for row in rows]


async def partners_waiting(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """Those on the other side of the person's open referrals."""
    rows = await tx.all(
        "SELECT DISTINCT giver_id AS other FROM referrals WHERE group_id = ? AND receiver_id = ? AND waits = 1"
        " UNION SELECT receiver_id FROM referrals WHERE group_id = ? AND giver_id = ? AND waits = 1",
        *(group_id, user_id) * 2,
    )
    return sorted(row["other"] for row in rows)
