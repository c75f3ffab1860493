"""Keep in touch: commands, buttons, and the line in the morning list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.relationships.keep_in_touch.model import ITEM
from cogs.keep_in_touch.cards import due_this_morning
from cogs.keep_in_touch.commands import KeepInTouchCommands

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    await bot.add_cog(KeepInTouchCommands(bot))
    bot.morning[ITEM] = due_this_morning
