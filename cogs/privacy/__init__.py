"""What is held about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.privacy.export import Export
from bot.admin.privacy.service import Privacy
from bot.admin.setup import GroupSetup
from cogs.privacy.commands import PrivacyCog

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(PrivacyCog(bot.services.of(Privacy), bot.services.of(Export), bot.services.of(GroupSetup)))
