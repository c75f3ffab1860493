"""Rights that the bot is given back: what waited for them goes out at once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    import discord

    from bot.services.groups import Groups


class Mending(commands.Cog):
    def __init__(self, groups: Groups) -> None:
        self._groups = groups

    @commands.Cog.listener()
    async def on_guild_channel_update(self, before: discord.abc.GuildChannel, after: discord.abc.GuildChannel) -> None:
        if _may_post(after) and not _may_post(before):
            await self._groups.mended(after.guild.id)

    @commands.Cog.listener()
    async def on_guild_role_update(self, before: discord.Role, after: discord.Role) -> None:
        """One of its own grants more, or stands higher."""
        more = after.permissions.value & ~before.permissions.value or after.position > before.position
        if more and after in after.guild.me.roles:
            await self._groups.mended(after.guild.id)

    @commands.Cog.listener()
    async def on_member_update(self, before: discord.Member, after: discord.Member) -> None:
        if after == after.guild.me and before.roles != after.roles:
            await self._groups.mended(after.guild.id)


def _may_post(channel: discord.abc.GuildChannel) -> bool:
    mine = channel.permissions_for(channel.guild.me)
    return mine.view_channel and mine.send_messages
