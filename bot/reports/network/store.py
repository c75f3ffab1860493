"""Queries on who wants to be seen in the picture of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.members.model import BELONGING
from bot.reports.network.model import Seen

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_BELONGING = ", ".join(f"'{status.value}'" for status in BELONGING)


async def seen(tx: Tx, group_id: int) -> list[Seen]:
    """The present members who want to be seen, by id."""
    rows = await tx.all(
        # The literal is the condition of a partial index.
        f"SELECT user_id, name, seat FROM members WHERE group_id = ? AND in_picture = 1 AND status IN ({_BELONGING}) ORDER BY user_id",
        group_id,
    )
    return list(map(Seen._make, rows))


async def count_members(tx: Tx, group_id: int) -> int:
    row = await tx.one(f"SELECT COUNT(*) AS n FROM members WHERE group_id = ? AND status IN ({_BELONGING})", group_id)
    assert row is not None, "it counts"
    return row["n"]
