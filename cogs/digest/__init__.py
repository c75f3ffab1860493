"""The weekly digest: commands, renderers of its blocks, and its outbox messages."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.weekly.digest.service import Digests
from cogs.digest.blocks import RENDERERS
from cogs.digest.cards import DigestCards
from cogs.digest.commands import DigestCog
from cogs.digest.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    bot.blocks |= RENDERERS
    cards = DigestCards(bot.blocks)
    bot.services.of(Digests).measure = cards.longest
    await bot.add_cog(DigestCog(bot, cards))
    Messages(bot, cards).register(bot.handlers)
