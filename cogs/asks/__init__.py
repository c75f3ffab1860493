"""Needs: their card, what is told of them, and their section of the weekly news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.helping import Helping
from bot.asks.matching.fits import ITEM
from bot.asks.offers import Offers
from bot.asks.service import Needs
from cogs.asks.digest_block import asks
from cogs.asks.fits import fits_you
from cogs.asks.messages import Messages
from cogs.asks.over import over_for

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    needs = bot.services.of(Needs)
    messages = Messages(needs, bot.services.of(Offers), bot.services.of(Helping))
    bot.handlers |= {
        "need.card": messages.card,
        "need.offer": messages.offer,
        "need.chosen": messages.chosen,
        "need.over": over_for(needs),
        "need.helped": messages.helped,
        "need.voided": messages.voided,
    }
    bot.blocks |= {"asks": asks}
    bot.morning[ITEM] = fits_you
