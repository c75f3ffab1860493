"""What moderators do about what others did."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.moderation import Moderation
from bot.core.drafts.service import Drafts
from bot.referrals.erasure.service import Erasure
from bot.referrals.history.service import HistoryImport
from bot.referrals.thanks.service import ThanksService
from cogs.moderation.commands import ModerationCog
from cogs.moderation.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(
        ModerationCog(
            bot.services.of(Moderation), bot.services.of(Erasure), bot.services.of(HistoryImport), bot.services.of(Drafts)
        )
    )
    Messages(bot.services.of(ThanksService)).register(bot.handlers)
