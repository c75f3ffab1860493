"""What is held about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.admin.privacy.export import Export
from bot.admin.privacy.service import Privacy
from bot.admin.setup import GroupSetup
from bot.core.drafts.service import Drafts
from cogs.privacy.commands import PrivacyCog

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    services = bot.services
    cog = PrivacyCog(services.of(Privacy), services.of(Export), services.of(GroupSetup), services.of(Drafts))
    await bot.add_cog(cog)
