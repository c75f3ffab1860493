"""What moderators do about what others did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.moderation.commands import ModerationCog
from cogs.moderation.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(ModerationCog(bot.services.moderation, bot.services.erasure, bot.services.history_import))
    Messages(bot.services.thanks).register(bot.handlers)
