"""Queries of a board: the members whom it may name, and whose counterparts count as one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.members.model import Status
from bot.membership.members.roll import BEFORE_ALL, FEW
from bot.weekly.boards.model import Active, People

if TYPE_CHECKING:
    from bot.core.db.database import Tx

SLICE = FEW
"""People of one read: about a millisecond of the store's thread."""


async def people(tx: Tx, group_id: int, after: int = BEFORE_ALL) -> People:
    """Read the first SLICE people of the group whose ids follow `after`, from an index alone."""
    rows = await tx.all(
        # Without the status as a condition, or an index by it would be walked from its beginning for each slice.
        "SELECT user_id, status, on_boards, partner_of, name, seat FROM members WHERE group_id = ? AND user_id > ?"
        " ORDER BY user_id LIMIT ?",
        group_id,
        after,
        SLICE,
    )
    active: dict[int, Active] = {}
    partners: dict[int, int] = {}
    for user_id, status, on_boards, partner_of, name, seat in rows:
        if status == Status.ACTIVE.value:
            active[user_id] = Active(name, seat, bool(on_boards))
        if partner_of is not None:
            partners[user_id] = partner_of
    return People(active, partners, rows[-1]["user_id"] if len(rows) == SLICE else None)
