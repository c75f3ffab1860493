"""Needs: what members ask the group, what others offer, who helped, and the messages about it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.asks.across import AcrossGroups
from bot.asks.helping import Helping
from bot.asks.matching.fits import ITEM
from bot.asks.matching.service import Matching
from bot.asks.offers import Offers
from bot.asks.referring import Referring
from bot.asks.service import Needs
from bot.introductions.service import Introductions
from bot.membership.profiles.service import Profiles
from bot.referrals.service import Referrals
from cogs.asks.across import AcrossCog
from cogs.asks.choosing import Choosing
from cogs.asks.commands import AskCog
from cogs.asks.digest_block import asks
from cogs.asks.fits import fits_you
from cogs.asks.helping import HelpingCog
from cogs.asks.knowledge import Knowledge
from cogs.asks.messages import Messages
from cogs.asks.offering import Offering
from cogs.asks.over import over_for
from cogs.asks.posting import Posting
from cogs.asks.reminding import RENDERERS

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    of = bot.services.of
    needs, offers, helping, profiles = of(Needs), of(Offers), of(Helping), of(Profiles)
    knowledge = Knowledge(needs, offers, of(Matching))
    across = AcrossCog(of(AcrossGroups))
    await bot.add_cog(across)
    posting, help_cog = Posting(needs, profiles, knowledge, across), HelpingCog(needs, helping)
    await bot.add_cog(posting)
    await bot.add_cog(help_cog)
    await bot.add_cog(AskCog(needs, offers, profiles, posting, knowledge, across))
    await bot.add_cog(Choosing(offers, of(Referring), of(Referrals)))
    await bot.add_cog(Offering(offers, of(Introductions)))
    bot.tree.add_command(app_commands.ContextMenu(name="This helped me", callback=help_cog.helped_by_message))
    messages = Messages(needs, offers, helping)
    bot.handlers |= {
        "need.card": messages.card,
        "need.across": across.text,
        "need.offer": messages.offer,
        "need.chosen": messages.chosen,
        "need.over": over_for(needs),
        "need.helped": messages.helped,
        "need.voided": messages.voided,
    }
    bot.blocks |= {"asks": asks}
    bot.morning |= {ITEM: fits_you, **RENDERERS}
