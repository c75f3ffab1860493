"""Profiles: commands, forms and cards of what members read about each other."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.membership.profiles.service import Profiles
from bot.referrals.fit.service import FitService
from bot.relationships.one_to_ones.profile_page import ProfilePages
from cogs.profiles.commands import ProfileCog

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    of = bot.services.of
    cog = ProfileCog(of(Profiles), of(ProfilePages), of(FitService))
    await bot.add_cog(cog)
    # discord.py collects slash commands from a cog, but no context menus: these are added to the tree themselves.
    bot.tree.add_command(app_commands.ContextMenu(name="Show profile", callback=cog.show_from_menu))
