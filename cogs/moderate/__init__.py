"""What moderators do about what others did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.moderate.deeds import Moderate
from cogs.moderate.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    await bot.add_cog(Moderate(bot.services.moderation, bot.services.forgetting, bot.services.past))
    Messages(bot.services.thanks).register(bot.handlers)
