"""Referrals: passing one, what becomes of it, and finding it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord import app_commands

from bot.core.drafts.service import Drafts
from bot.membership.roster.service import Roster
from bot.referrals.erasure.service import Erasure
from bot.referrals.fit.service import FitService
from bot.referrals.linked.notices import LEFT
from bot.referrals.linked.reminding import ITEM as LEAD
from bot.referrals.linked.service import LinkedReferrals
from bot.referrals.passing_on import PassingOnService
from bot.referrals.reminders.model import REFERRAL
from bot.referrals.service import Referrals
from cogs.referrals.editing import Editing
from cogs.referrals.erasure import ErasureCog
from cogs.referrals.fit import FitCog
from cogs.referrals.giving import Giving
from cogs.referrals.linked import LinkedGiving, lead_item
from cogs.referrals.lists import Lists
from cogs.referrals.messages import Messages
from cogs.referrals.passing_on import PassingOnCog
from cogs.referrals.reminders import Reminders, waiting_referral
from cogs.referrals.transitions import Transitions

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    linked = LinkedGiving(bot.services.of(LinkedReferrals), bot.services.of(Referrals))
    await bot.add_cog(linked)
    bot.handlers[LEFT] = linked.left
    bot.morning[LEAD] = lead_item
    giving = Giving(bot.services.of(Referrals), linked)
    await bot.add_cog(giving)
    bot.tree.add_command(app_commands.ContextMenu(name="Refer someone to them", callback=giving.refer_from_menu))
    bot.tree.add_command(app_commands.ContextMenu(name="Refer this to its author", callback=giving.refer_from_message))
    await bot.add_cog(PassingOnCog(bot.services.of(PassingOnService), bot.services.of(Referrals)))
    await bot.add_cog(Editing(bot.services.of(Referrals)))
    await bot.add_cog(Transitions(bot.services.of(Referrals)))
    fit = FitCog(bot.services.of(FitService))
    await bot.add_cog(fit)
    bot.handlers["fit.told"] = fit.message
    await bot.add_cog(ErasureCog(bot.services.of(Erasure), bot.services.of(Drafts)))
    await bot.add_cog(Lists(bot.services.of(Referrals)))
    reminding = Reminders(bot)
    await bot.add_cog(reminding)
    bot.handlers["reminder"] = reminding.remind
    bot.morning[REFERRAL] = waiting_referral
    Messages(bot.services.of(Referrals), bot.services.of(Roster)).register(bot.handlers)
