"""What a group's moderators read when its link with another is made or ended by the other side."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MADE, ENDED = "link.made", "link.ended"


async def tell(tx: Tx, group: Group, kind: str, other_id: int) -> None:
    """Queue it to the moderators' channel, or to who set the group up where there is none: as a message of that group, whose shard sends it."""
    channel_id = channel_of(group, kind)
    if channel_id is None and group.set_up_by is None:
        return
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            kind,
            f"{kind}:{group.group_id}:{other_id}:{micros(tx.now)}",
            other_id,
            channel_id=channel_id,
            user_id=group.set_up_by if channel_id is None else None,
            language=group.language.value if channel_id else group.language.first,
        ),
    )
