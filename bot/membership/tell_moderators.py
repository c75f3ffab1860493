"""Addresses and queues messages to a group's moderators."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.groups.moderators import to_moderators
from bot.membership.members import roll

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Message
    from bot.groups.model import Group


async def addressed(tx: Tx, group: Group, message: Message) -> Message | None:
    """As `to_moderators`; a direct message is in its reader's language."""
    told = to_moderators(group, message)
    if told is None or told.user_id is None:
        return told
    return replace(told, language=await roll.language(tx, group, told.user_id))


async def tell_moderators(tx: Tx, group: Group, message: Message) -> None:
    """Queue a message, without its destination, to the moderators; nothing where there is nobody to read it."""
    told = await addressed(tx, group, message)
    if told is not None:
        await outbox_store.add(tx, told)
