"""Queries on departed members."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def gone(tx: Tx) -> list[tuple[int, int]]:
    """Read all departed members of all groups, as (group, person)."""
    # A literal, for a parameter does not show the planner that the partial index `members_gone` has all of these rows.
    rows = await tx.all("SELECT group_id, user_id FROM members WHERE status = 'left'")
    return [(row["group_id"], row["user_id"]) for row in rows]
