"""Who left which server."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def gone(tx: Tx) -> list[tuple[int, int]]:
    """Everybody who left their group's server, over all groups, as (group, person)."""
    rows = await tx.all("SELECT group_id, user_id FROM members WHERE status = 'left' AND group_id > 0")  # as the index has it
    return [(row["group_id"], row["user_id"]) for row in rows]
