"""A group: its settings, how it is set up, what it is, and what is said of it outside an interaction."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.groups.about import About
from cogs.groups.arriving import Arriving
from cogs.groups.asking import Asking
from cogs.groups.mending import Mending
from cogs.groups.messages import Messages
from cogs.groups.setting import GroupCog

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    about = About(bot)
    await bot.add_cog(about)
    await bot.add_cog(GroupCog(bot.services.groups, bot.services.openings, bot.services.profiles, about))
    await bot.add_cog(Asking(bot.services.groups))
    await bot.add_cog(Arriving(bot.services.groups))
    await bot.add_cog(Mending(bot))
    Messages(bot).register(bot.handlers)
