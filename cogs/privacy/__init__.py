"""What is held about oneself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.privacy.holding import PrivacyCog

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    await bot.add_cog(PrivacyCog(bot.services.privacy, bot.services.records, bot.services.groups))
