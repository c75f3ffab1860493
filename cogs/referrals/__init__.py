"""Referrals: passing one, what becomes of it, and finding it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from cogs.referrals.editing import Editing
from cogs.referrals.forgetting import ForgettingCog
from cogs.referrals.giving import Giving
from cogs.referrals.lists import Lists
from cogs.referrals.messages import Messages
from cogs.referrals.moves import Moves
from cogs.referrals.reminding import Reminding

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    giving = Giving(bot.services.referrals)
    await bot.add_cog(giving)
    bot.tree.add_command(app_commands.ContextMenu(name="Refer someone to them", callback=giving.refer_from_menu))
    bot.tree.add_command(app_commands.ContextMenu(name="Refer this to its author", callback=giving.refer_from_message))
    await bot.add_cog(Editing(bot.services.referrals))
    await bot.add_cog(Moves(bot.services.referrals))
    await bot.add_cog(ForgettingCog(bot.services.forgetting))
    await bot.add_cog(Lists(bot.services.referrals))
    reminding = Reminding(bot)
    await bot.add_cog(reminding)
    bot.handlers["reminder"] = reminding.remind
    Messages(bot.services.referrals, bot.services.members).register(bot.handlers)
