"""The digest's block of thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import SHOWN, Block
from bot.core.text import shortened
from bot.membership.members import store as members_store
from bot.referrals.thanks import store as thanks_store

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_SAID = 60
"""Maximum number of thanks that are read for a digest; how many of them fit is decided when it is split into messages."""


async def thanked(tx: Tx, group: Group, span: Period) -> Block | None:
    """Compose the block: who thanked whom, with their messages."""
    said = await thanks_store.in_period(tx, group.group_id, span, MOST_SAID)
    if not said:
        return None
    names = await members_store.names(tx, group.group_id, {i for each in said for i in (each.author_id, each.thanked_id)})
    words = [
        {
            "author": names[each.author_id],
            "thanked": names[each.thanked_id],
            "message": shortened(each.message, SHOWN),
            "for_act": each.for_act,
        }
        for each in said
    ]
    return Block("thanks", {"said": words}, news=True)
