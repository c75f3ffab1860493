"""Meetings: commands, forms, buttons, and the card in the group's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.meetings.guests.notices import ITEM
from bot.meetings.guests.service import Guests
from bot.meetings.service import Meetings
from cogs.meetings import guest_messages
from cogs.meetings.commands import MeetingCommands
from cogs.meetings.guest_cards import asked
from cogs.meetings.guest_messages import GuestMessages
from cogs.meetings.messages import Messages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    meetings = bot.services.of(Meetings)
    await bot.add_cog(MeetingCommands(bot, meetings))
    messages = Messages(meetings)
    to_inviters = GuestMessages(bot.services.of(Guests))
    bot.handlers |= {
        "meeting.card": messages.card,
        "guest.held": to_inviters.held,
        "guest.meeting": to_inviters.meeting,
    }
    bot.blocks |= {"guests": guest_messages.guests}
    bot.morning |= {ITEM: asked}
