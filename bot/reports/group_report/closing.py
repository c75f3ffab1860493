"""The part of a group's daily run that stores the totals of weeks that are over (`core.ledger.weeks`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger import weeks
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def close_weeks(tx: Tx, group_id: int) -> bool:
    """Close some of the group's weeks; returns whether there are more."""
    group = await groups_store.get(tx, group_id)
    return await weeks.close(tx, group_id, weeks.week_of(tx.now, group))
