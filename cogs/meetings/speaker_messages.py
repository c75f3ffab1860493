"""Renders the outbox rows about speakers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.meetings.attendance.service import Attendance
from bot.meetings.speakers.service import Speakers
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import group_name
from cogs.meetings import speaker_cards as cards

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from cogs._ui.bot_protocol import BotProtocol


class SpeakerMessages:
    def __init__(self, bot: BotProtocol) -> None:
        self._bot = bot
        self._speakers = bot.services.of(Speakers)
        self._attendance = bot.services.of(Attendance)

    async def planned(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        slot = await self._speakers.told(message.group_id, message.record_id, message.user_id)
        if slot is None:
            return None
        return Rendered(cards.slot_card(words(message.language), slot, await group_name(self._bot, message.group_id)))

    async def dropped(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        meeting = await self._speakers.meeting(message.group_id, message.record_id, message.user_id)
        return None if meeting is None else Rendered(cards.dropped_card(words(message.language), meeting, message.detail))

    async def cannot(self, message: Message) -> Rendered | None:
        present = await self._attendance.present_lately(message.group_id)
        found = await self._speakers.missing(message.group_id, message.record_id, present)
        if found is None:
            return None
        # In a direct message nobody is known for a moderator.
        return Rendered(cards.missing_card(message.language, found, has_buttons=message.user_id is None))
