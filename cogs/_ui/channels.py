"""Checks whether the bot can post in a channel, and says what to change where it can't."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.errors import N_

if TYPE_CHECKING:
    from bot.i18n import Words

NEEDED = {
    "view_channel": N_("View Channel"),
    "send_messages": N_("Send Messages"),
    "read_message_history": N_("Read Message History"),
}
"""Read Message History is needed to search for a message whose delivery is uncertain."""
NEEDED_IN_THREADS = {
    "view_channel": N_("View Channel"),
    "send_messages_in_threads": N_("Send Messages in Threads"),
    "read_message_history": N_("Read Message History"),
}
NEEDED_FOR_PICTURES = {"attach_files": N_("Attach Files")}


def channel_problems(words: Words, guild: discord.Guild | None, channel_id: int | None, *, pictures: bool = False) -> list[str]:
    """Sentences about what keeps the bot from posting in a channel, by this process's cache; empty where nothing does."""
    if guild is None or channel_id is None:
        return []
    channel, mention = guild.get_channel_or_thread(channel_id), f"<#{channel_id}>"
    if channel is None or (isinstance(channel, discord.Thread) and channel.locked):
        said = words.t(
            "{channel} is gone, is a thread that was closed, or I can't see it. Choose a text channel for it.", channel=mention
        )
        return [said]
    if not isinstance(channel, discord.abc.Messageable):
        said = words.t(
            "{channel} is no text channel any more, so nothing can be posted in it. Choose one that is.", channel=mention
        )
        return [said]
    needed = NEEDED_IN_THREADS if isinstance(channel, discord.Thread) else NEEDED
    needed = needed | NEEDED_FOR_PICTURES if pictures else needed
    mine = channel.permissions_for(guild.me)
    lacking = [words.t(name) for attribute, name in needed.items() if not getattr(mine, attribute)]
    if not lacking:
        return []
    return [words.t("In {channel} I lack: {permissions}.", channel=mention, permissions=words.listed(lacking))]
