"""Queries on who wants to be seen in the picture of the network."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import literals
from bot.membership.members.model import BELONGING
from bot.membership.members.roll import BEFORE_ALL, FEW
from bot.reports.network.model import Seen

if TYPE_CHECKING:
    from bot.core.db.database import Tx

SLICE = FEW
"""People of one read: about a millisecond of the store's thread."""
_BELONGING = literals(BELONGING)


async def seen(tx: Tx, group_id: int, after: int = BEFORE_ALL) -> tuple[list[Seen], int | None]:
    """The first SLICE present members who want to be seen and whose ids follow `after`, by id; and the last of these ids, None at the end."""
    rows = await tx.all(
        # The literal is the condition of a partial index.
        "SELECT user_id, name, seat FROM members"
        f" WHERE group_id = ? AND in_picture = 1 AND user_id > ? AND status IN ({_BELONGING}) ORDER BY user_id LIMIT ?",
        group_id,
        after,
        SLICE,
    )
    found = list(map(Seen._make, rows))
    return found, found[-1].user_id if len(found) == SLICE else None


async def count_members(tx: Tx, group_id: int) -> int:
    row = await tx.one(f"SELECT COUNT(*) AS n FROM members WHERE group_id = ? AND status IN ({_BELONGING})", group_id)
    assert row is not None, "it counts"
    return row["n"]
