"""Referrals: passing one, what becomes of it, and finding it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from cogs.referrals.editing import Editing
from cogs.referrals.erasure import ErasureCog
from cogs.referrals.giving import Giving
from cogs.referrals.lists import Lists
from cogs.referrals.messages import Messages
from cogs.referrals.reminders import Reminders
from cogs.referrals.transitions import Transitions

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    giving = Giving(bot.services.referrals)
    await bot.add_cog(giving)
    bot.tree.add_command(app_commands.ContextMenu(name="Refer someone to them", callback=giving.refer_from_menu))
    bot.tree.add_command(app_commands.ContextMenu(name="Refer this to its author", callback=giving.refer_from_message))
    await bot.add_cog(Editing(bot.services.referrals))
    await bot.add_cog(Transitions(bot.services.referrals))
    await bot.add_cog(ErasureCog(bot.services.erasure))
    await bot.add_cog(Lists(bot.services.referrals))
    reminding = Reminders(bot)
    await bot.add_cog(reminding)
    bot.handlers["reminder"] = reminding.remind
    Messages(bot.services.referrals, bot.services.roster).register(bot.handlers)
