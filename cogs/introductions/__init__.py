"""Introductions: command, form, buttons, and the messages to the three."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.introductions.service import Introductions
from bot.introductions.talks import ITEM
from cogs.introductions.cards import did_you_talk
from cogs.introductions.commands import IntroductionCog
from cogs.introductions.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    introductions = bot.services.of(Introductions)
    cog = IntroductionCog(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="Introduce them", callback=cog.introduce_from_menu))
    messages = Messages(introductions)
    bot.handlers |= {
        "introduction.proposed": messages.proposed,
        "introduction.made": messages.made,
        "introduction.outcome": messages.outcome,
        "introduction.followed": messages.followed,
        "introduction.voided": messages.voided,
        "introduction.line": messages.line,
    }
    bot.morning[ITEM] = did_you_talk
