"""One-to-ones: commands, the user menu *We met*, buttons, and the messages to the two."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.relationships.one_to_ones.asking import Asking
from bot.relationships.one_to_ones.planning import ITEM, Planning
from bot.relationships.one_to_ones.service import OneToOnes
from bot.relationships.rounds.morning import DID_YOU_MEET, PAIRED
from cogs.one_to_ones.commands import OneToOneCommands
from cogs.one_to_ones.messages import Messages
from cogs.one_to_ones.planned import tomorrow
from cogs.one_to_ones.round_cards import did_you_meet, paired

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    cog = OneToOneCommands(bot)
    await bot.add_cog(cog)
    bot.tree.add_command(app_commands.ContextMenu(name="We met", callback=cog.met_from_menu))
    messages = Messages(bot.services.of(OneToOnes), bot.services.of(Asking), bot.services.of(Planning))
    bot.handlers |= {
        "touch.confirm": messages.to_confirm,
        "touch.ask": messages.ask,
        "touch.agreed": messages.agreed,
        "touch.planned": messages.planned,
    }
    bot.morning |= {ITEM: tomorrow, PAIRED: paired, DID_YOU_MEET: did_you_meet}
