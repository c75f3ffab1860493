"""Meetings: commands, forms, buttons, and the card in the group's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.meetings.service import Meetings
from cogs.meetings.commands import MeetingCommands
from cogs.meetings.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    meetings = bot.services.of(Meetings)
    await bot.add_cog(MeetingCommands(meetings, bot.router))
    messages = Messages(meetings)
    bot.handlers |= {"meeting.card": messages.card}
