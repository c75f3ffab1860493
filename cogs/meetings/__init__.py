"""Meetings: commands, forms, buttons, and the card in the group's channel."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.meetings.attendance.marking import Marking
from bot.meetings.attendance.service import Attendance
from bot.meetings.guests.notices import COMING, ITEM
from bot.meetings.guests.service import Guests
from bot.meetings.server_events import ServerEvents
from bot.meetings.speakers.reminding import DAY, WEEK
from bot.referrals.service import Referrals
from cogs.meetings import guest_messages, notes
from cogs.meetings.agenda import AgendaMessages
from cogs.meetings.answering import Answering
from cogs.meetings.attendance_messages import AttendanceMessages
from cogs.meetings.commands import MeetingCommands
from cogs.meetings.digest_block import meetings
from cogs.meetings.door import AtTheDoor
from cogs.meetings.guest_cards import asked, coming
from cogs.meetings.guest_messages import GuestMessages
from cogs.meetings.server_events import Events
from cogs.meetings.slips import Slips
from cogs.meetings.speaker_cards import in_morning_list
from cogs.meetings.speaker_messages import SpeakerMessages

if TYPE_CHECKING:
    from cogs._ui.bot_protocol import BotProtocol


async def setup(bot: BotProtocol) -> None:
    of = bot.services.of
    attendance, marking = of(Attendance), of(Marking)
    await bot.add_cog(MeetingCommands(bot))
    await bot.add_cog(Answering(bot, attendance))
    await bot.add_cog(AtTheDoor(bot, marking, of(Guests)))
    await bot.add_cog(Slips(marking, of(Referrals)))
    to_inviters, speaker_messages = GuestMessages(of(Guests)), SpeakerMessages(bot)
    bot.handlers |= AttendanceMessages(bot, attendance, marking).handlers
    bot.handlers |= {
        "meeting.event": Events(bot, of(ServerEvents)).event,
        "agenda.card": AgendaMessages(bot).card,
        "guest.held": to_inviters.held,
        "guest.meeting": to_inviters.meeting,
        "speaker.planned": speaker_messages.planned,
        "speaker.dropped": speaker_messages.dropped,
        "speaker.cannot": speaker_messages.cannot,
    }
    bot.blocks |= {"guests": guest_messages.guests, "meetings": meetings}
    bot.morning |= notes.RENDERERS | {ITEM: asked, COMING: coming} | dict.fromkeys((WEEK, DAY), in_morning_list)
