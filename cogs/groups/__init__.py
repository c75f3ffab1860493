"""Groups: settings, setup wizard, description, panel, greeting, and the messages about what does not work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.job_repair import JobRepair
from bot.admin.setup import GroupSetup
from bot.membership.seats.service import Openings
from cogs.groups.about import About
from cogs.groups.commands import GroupCog
from cogs.groups.full_store import FullStore
from cogs.groups.guild_join import GuildJoin
from cogs.groups.messages import Messages
from cogs.groups.permission_watch import PermissionWatch
from cogs.groups.seats import missing
from cogs.groups.setup_wizard import SetupWizard

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    about = About(bot)
    await bot.add_cog(about)
    await bot.add_cog(GroupCog(bot, about))
    await bot.add_cog(SetupWizard(bot.services.of(GroupSetup), bot.services.of(Openings)))
    await bot.add_cog(GuildJoin(bot.services.of(GroupSetup)))
    await bot.add_cog(PermissionWatch(bot))
    await bot.add_cog(FullStore(bot, bot.services.of(GroupSetup), bot.services.of(JobRepair)))
    Messages(bot).register(bot.handlers)
    bot.blocks["missing_trades"] = missing
