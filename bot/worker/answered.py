"""Whether people answered a message of the bot's, so that deleting it would take their words out of context."""

from __future__ import annotations

from contextlib import aclosing
from typing import TYPE_CHECKING, cast

import discord

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator

REPLIES_READ = 100
"""How many messages after one are looked through for a reply to it: as many as one request returns
(https://docs.discord.com/developers/resources/message#get-channel-messages).
"""


async def is_answered(channel: discord.PartialMessageable, message_id: int) -> bool:
    """Whether somebody reacted to a message, replied to it soon after, or opened a thread on it; True where that can't be read."""
    try:
        message = await channel.fetch_message(message_id)
        if message.reactions or message.flags.has_thread:
            return True
        read = channel.history(limit=REPLIES_READ, after=discord.Object(message_id), oldest_first=True)
        async with aclosing(cast("AsyncGenerator[discord.Message]", read)) as history:
            async for later in history:
                if later.reference is not None and later.reference.message_id == message_id:
                    return True
    except discord.Forbidden:
        return True
    return False
