"""What the bot could not do and can do now: rights that it is given back, a server that it is in again. What waited goes out at once."""

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
        """Also where it became a text channel again."""
        if _rights(after) & ~_rights(before) or before.type is not after.type:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_channel_create(self, channel: discord.abc.GuildChannel) -> None:
        """Or one that the bot did not see before."""
        if _rights(channel):
            await self._try_again(channel.guild.id)

    @commands.Cog.listener()
    async def on_thread_join(self, thread: discord.Thread) -> None:
        """It was let in, or a thread was made."""
        await self._try_again(thread.guild.id)

    @commands.Cog.listener()
    async def on_thread_update(self, before: discord.Thread, after: discord.Thread) -> None:
        if before.locked and not after.locked:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_raw_thread_update(self, event: discord.RawThreadUpdateEvent) -> None:
        """It was taken out of the archive: of one that is in there discord.py knows nothing."""
        if event.thread is None and not event.data["thread_metadata"]["archived"]:
            await self._try_again(event.guild_id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """One of its own grants more, or stands higher; or another now stands lower, such as the one it is to give."""
        is_mine = after in after.guild.me.roles
        more = after.permissions.value & ~before.permissions.value or after.position > before.position
        if more if is_mine else after.position < before.position:
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if after == after.guild.me and (before.roles != after.roles or before.timed_out_until != after.timed_out_until):
            await self._try_again(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        """It was invited, perhaps again."""
        await self._try_again(guild.id)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """An outage is over; after the start `on_ready` looks at all of them at once."""
        if self._bot.is_ready():
            await self._try_again(guild.id)

    @commands.Cog.listener()
    async def on_ready(self) -> None:
        """Of what was mended while it was not connected, Discord tells nothing."""
        for group_id in await self._setup.waiting():
            guild = self._bot.get_guild(group_id)
            if guild is not None and not guild.unavailable:
                await self._try_again(group_id)

    async def _try_again(self, group_id: int) -> None:
        """It is tried again in its time where this fails."""
        try:
            await self._setup.mended(group_id)
        except Exception:
            log.exception("What waited in a server could not be tried again.")


def _rights(channel: discord.abc.GuildChannel) -> int:
    """What the bot may do there, of all that it needs, as bits: nothing where it may not even post."""
    mine = channel.permissions_for(channel.guild.me)
    if not (mine.view_channel and mine.send_messages):
        return 0
    wanted = discord.Permissions(send_messages=True, send_messages_in_threads=True, attach_files=True, read_message_history=True)
    return mine.value & wanted.value
