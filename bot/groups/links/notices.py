"""What a group's moderators read when its link with another is made or ended by the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.groups.moderators import to_moderators

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MADE, ENDED = "link.made", "link.ended"


async def tell(tx: Tx, group: Group, kind: str, other_id: int) -> None:
    """Queue it to the group's moderators: as a message of that group, whose shard sends it."""
    told = to_moderators(group, Message(group.group_id, kind, f"{kind}:{group.group_id}:{other_id}:{micros(tx.now)}", other_id))
    if told is not None:
        await outbox_store.add(tx, told)
