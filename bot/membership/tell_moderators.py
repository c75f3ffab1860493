"""Queues messages to a group's moderators."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.groups.moderators import to_moderators
from bot.membership.members import roll

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message
    from bot.groups.model import Group


async def tell_moderators(tx: Tx, group: Group, message: Message) -> None:
    """Queue a message, without its destination, to `to_moderators`; as a direct message in its reader's language. Nobody left, nothing queued."""
    told = to_moderators(group, message)
    if told is not None and told.user_id is not None:
        told = replace(told, language=await roll.language(tx, group, told.user_id))
    if told is not None:
        await outbox_store.add(tx, told)
