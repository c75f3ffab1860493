"""Offers set-up to servers that add the bot."""

from __future__ import annotations

import logging
from collections import deque
from typing import TYPE_CHECKING

import discord
from discord.ext import commands

from bot.admin.setup import Arrival
from bot.core.errors import Unsaved
from bot.groups.model import PublicLanguage

if TYPE_CHECKING:
    from bot.admin.setup import GroupSetup

log = logging.getLogger(__name__)


class GuildJoin(commands.Cog):
    def __init__(self, setup: GroupSetup) -> None:
        self._setup = setup
        self._available: deque[discord.Guild] = deque()
        self._looking = False

    @commands.Cog.listener()
    async def on_guild_join(self, guild: discord.Guild) -> None:
        await self._greet(guild)

    @commands.Cog.listener()
    async def on_guild_available(self, guild: discord.Guild) -> None:
        """At every start, and after every outage: a server may have added the bot while it was not running.

        GUILD_CREATE events come by the thousand at a start, so a queue and one loop handle them: a task for each would take memory
        that the process keeps.
        """
        self._available.append(guild)
        if self._looking:
            return
        self._looking = True
        while self._available:
            try:
                await self._greet(self._available.popleft())
            except Unsaved as problem:
                log.warning("A server could not be greeted: %s", problem)
                if problem.is_for_stop:
                    self._available.clear()  # else each of thousands would be refused, and the stop wait for it
            except Exception:
                # Swallowed, so that one server's failure does not keep the others waiting; the next start tries again.
                log.exception("A server could not be greeted.")
        self._looking = False

    async def _greet(self, guild: discord.Guild) -> None:
        if await self._setup.is_known(guild.id):
            return
        # Nobody has chosen a language yet; the server's locale is all that is known.
        portuguese = guild.preferred_locale is discord.Locale.brazil_portuguese
        language = PublicLanguage.PORTUGUESE if portuguese else PublicLanguage.ENGLISH
        channel = _open_channel(guild)
        await self._setup.greet(Arrival(guild.id, language, channel.id if channel else None, guild.owner_id))


def _open_channel(guild: discord.Guild) -> discord.TextChannel | None:
    """The server's system channel, else its first text channel, in which the bot may write; None where there is none."""
    system = [guild.system_channel] if guild.system_channel else []
    for channel in [*system, *guild.text_channels]:
        mine = channel.permissions_for(guild.me)
        if mine.view_channel and mine.send_messages:
            return channel
    return None
