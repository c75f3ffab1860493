"""The digest's block of guests: how many came, and who brought them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import Block
from bot.core.text import sort_key
from bot.meetings.guests import digest_store
from bot.meetings.guests import store as guests_store
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_NAMED = 10


async def guests(tx: Tx, group: Group, span: Period) -> Block | None:
    """Compose the block: the number of guests who came to the period's meetings, and who of their inviters came too; no guest's name."""
    brought = await guests_store.who_brought(tx, group.group_id, span)
    if not brought:
        return None
    names = await members_store.names(tx, group.group_id, await digest_store.who_came_along(tx, group.group_id, span))
    by = sorted((name for user_id in brought if (name := names.get(user_id, ""))), key=sort_key)
    facts = {"came": sum(brought.values()), "by": by[:MOST_NAMED], "more": max(0, len(by) - MOST_NAMED)}
    return Block("guests", facts, news=True)
