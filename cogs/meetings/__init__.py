"""Meetings: commands, forms, buttons, and the card in the group's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.meetings.guests.notices import ITEM
from bot.meetings.guests.service import Guests
from bot.meetings.server_events import ServerEvents
from bot.meetings.service import Meetings
from bot.meetings.speakers.reminding import DAY, WEEK
from cogs.meetings import guest_messages
from cogs.meetings.commands import MeetingCommands
from cogs.meetings.guest_cards import asked
from cogs.meetings.guest_messages import GuestMessages
from cogs.meetings.messages import Messages
from cogs.meetings.server_events import Events
from cogs.meetings.speaker_cards import in_morning_list
from cogs.meetings.speaker_messages import SpeakerMessages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    meetings = bot.services.of(Meetings)
    await bot.add_cog(MeetingCommands(bot))
    messages = Messages(meetings)
    to_inviters = GuestMessages(bot.services.of(Guests))
    speaker_messages = SpeakerMessages(bot)
    events = Events(bot, bot.services.of(ServerEvents))
    bot.handlers |= {
        "meeting.event": events.event,
        "meeting.card": messages.card,
        "guest.held": to_inviters.held,
        "guest.meeting": to_inviters.meeting,
        "speaker.planned": speaker_messages.planned,
        "speaker.dropped": speaker_messages.dropped,
        "speaker.cannot": speaker_messages.cannot,
    }
    bot.blocks |= {"guests": guest_messages.guests}
    bot.morning |= {ITEM: asked} | dict.fromkeys((WEEK, DAY), in_morning_list)
