"""/me: what the store knows of a member's own activity, shown to that member alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.activity.commands import ActivityCog

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(ActivityCog(bot))
