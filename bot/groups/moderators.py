"""Where messages to a group's moderators go: to their channel, else to the person who set the group up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox.kinds import channel_of

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.groups.model import Group


def to_moderators(group: Group, message: Message) -> Message | None:
    """The message with its destination and the group's language; None where there is neither a channel nor that person."""
    channel_id = channel_of(group, message.kind)
    if channel_id is not None:
        return replace(message, channel_id=channel_id, language=group.language.value)
    if group.set_up_by is not None:
        return replace(message, user_id=group.set_up_by, language=group.language.first)
    return None
