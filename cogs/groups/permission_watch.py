"""Watches for permissions that the bot is given back and servers that it is in again, and has waiting messages tried at once.

Without this they would wait for their next attempt, whose delay grows with each failure.
"""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.admin.setup import GroupSetup

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol

log = logging.getLogger(__name__)


class PermissionWatch(commands.Cog):
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._setup = bot.services.of(GroupSetup)

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        """The bot has more permissions in the channel than before, or the channel changed its type, as from forum to text."""
        if _rights(after) & ~_rights(before) or before.type is not after.type:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """A channel was created, or became visible to the bot, which Discord sends as a creation too."""
        if _rights(channel):
            await self._try_again(channel.guild.id)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """The bot was added to a thread, or a thread was created."""
        await self._try_again(thread.guild.id)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        if before.locked and not after.locked:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """A thread was unarchived. discord.py has archived threads not in its cache, so only the raw event comes."""
        if event.thread is None and not event.data["thread_metadata"]["archived"]:
            await self._try_again(event.guild_id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """A role of the bot grants more or was moved up, or another role was moved down, such as the member role it has to give."""
        is_mine = after in after.guild.me.roles
        more = after.permissions.value & ~before.permissions.value or after.position > before.position
        if more if is_mine else after.position < before.position:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        # A member who is timed out keeps View Channel and Read Message History alone
        # (https://docs.discord.com/developers/topics/permissions).
        if after == after.guild.me and (before.roles != after.roles or before.timed_out_until != after.timed_out_until):
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """The bot was added to a server, perhaps again."""
        await self._try_again(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """A server's outage is over. Before READY these are the servers of the start, all of which `on_ready` handles."""
        if self._bot.is_ready():
            await self._try_again(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Try all waiting servers again: Discord sends no events about changes made while the bot was not connected."""
        for group_id in await self._setup.waiting():
            guild = self._bot.get_guild(group_id)
            if guild is not None and not guild.unavailable:
                await self._try_again(group_id)

    async def _try_again(self, group_id: int) -> None:
        """Make the group's waiting messages due now. A failure is logged only: they are tried again when their delay is over."""
        try:
            await self._setup.mended(group_id)
        except Exception:
            log.exception("What waited in a server could not be tried again.")


def _rights(channel: discord.abc.GuildChannel) -> int:
    """The bot's permissions in a channel, of those that it needs, as bits; 0 where it may not view it or send messages."""
    mine = channel.permissions_for(channel.guild.me)
    if not (mine.view_channel and mine.send_messages):
        return 0
    wanted = discord.Permissions(send_messages=True, send_messages_in_threads=True, attach_files=True, read_message_history=True)
    return mine.value & wanted.value
