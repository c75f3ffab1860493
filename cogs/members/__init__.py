"""Membership: applying, deciding, the roll, and what people are told of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.members.deciding import Deciding
from cogs.members.decisions import Decisions
from cogs.members.joining import Joining
from cogs.members.messages import Messages
from cogs.members.roll import Roll

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    await bot.add_cog(Joining(bot.services.applications, bot.services.profiles, bot.services.arrivals))
    decisions = Decisions(bot)
    await bot.add_cog(Deciding(decisions, bot.services.applications))
    await bot.add_cog(Roll(decisions, bot.services.members, bot.services.profiles, bot.services.imports))
    Messages(bot).register(bot.handlers)
