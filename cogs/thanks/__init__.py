"""Saying thank you."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from cogs.thanks.commands import Thanking
from cogs.thanks.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    cog = Thanking(bot.services.thanks, bot.services.referrals)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Thank them", callback=cog.thank_from_menu))
    messages = Messages(bot.services.thanks)
    bot.handlers |= {"thanks.post": messages.post, "thanks.note": messages.note}
