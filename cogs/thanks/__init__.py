"""Thanks: command, form, buttons, public post and note."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.referrals.service import Referrals
from bot.referrals.testimonials.service import Testimonials
from bot.referrals.thanks.service import ThanksService
from cogs.thanks.commands import Thanking
from cogs.thanks.messages import Messages
from cogs.thanks.testimonials import TestimonialCog

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    cog = Thanking(bot.services.of(ThanksService), bot.services.of(Referrals))
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Thank them", callback=cog.thank_from_menu))
    testimonials = bot.services.of(Testimonials)
    await bot.add_cog(TestimonialCog(testimonials))
    messages = Messages(bot.services.of(ThanksService), testimonials)
    bot.handlers |= {"thanks.post": messages.post, "thanks.note": messages.note, "thanks.pinned": messages.pinned}
