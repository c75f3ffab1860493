"""Membership: applying, deciding, the roll, and what people are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.members.application_buttons import ApplicationButtons
from cogs.members.applying import Applying
from cogs.members.commands import MemberCommands
from cogs.members.messages import Messages
from cogs.members.status_changes import StatusChanges

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(Applying(bot.services.applications, bot.services.profiles, bot.services.claims))
    decisions = StatusChanges(bot)
    await bot.add_cog(ApplicationButtons(decisions, bot.services.applications))
    await bot.add_cog(MemberCommands(decisions, bot.services.roster, bot.services.profiles, bot.services.roster_import))
    Messages(bot).register(bot.handlers)
