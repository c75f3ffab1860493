"""/group report, which the cog of /group inherits."""

from __future__ import annotations

from typing import TYPE_CHECKING

from discord.ext import commands

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


class ReportCommands(commands.Cog):
    """The part of the cog `group` that reports on closed periods."""

    _bot: BotProtocol

    def _take_report(self, bot: BotProtocol) -> None:
        self._bot = bot
