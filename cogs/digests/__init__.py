"""The weekly digest: its schedule, how it reads, and how it is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs.digests.blocks import RENDERERS
from cogs.digests.cards import DigestCards
from cogs.digests.messages import Messages
from cogs.digests.scheduling import DigestCog

if TYPE_CHECKING:
    from cogs._ui.host import Host


async def setup(bot: Host) -> None:
    bot.blocks |= RENDERERS
    cards = DigestCards(bot.blocks)
    await bot.add_cog(DigestCog(bot, cards))
    Messages(bot, cards).register(bot.handlers)
