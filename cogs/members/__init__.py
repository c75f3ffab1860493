"""Membership: applications, decisions, the roll with import and export, and the messages about them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.applications.service import Applications
from bot.membership.claims.service import Claims
from bot.membership.profiles.service import Profiles
from cogs.members.application_buttons import ApplicationButtons
from cogs.members.applying import Applying
from cogs.members.commands import MemberCommands
from cogs.members.messages import Messages
from cogs.members.status_changes import StatusChanges
from cogs.members.terms import TermMessages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(Applying(bot.services.of(Applications), bot.services.of(Profiles), bot.services.of(Claims)))
    decisions = StatusChanges(bot)
    await bot.add_cog(ApplicationButtons(decisions, bot.services.of(Applications)))
    await bot.add_cog(MemberCommands(decisions, bot.services))
    Messages(bot).register(bot.handlers)
    TermMessages(bot).register(bot.handlers)
