"""Renders the outbox rows about who comes to a meeting."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.meetings.notices import DOOR, MOVED
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import group_name
from cogs._ui.cards import public
from cogs.meetings import notes
from cogs.meetings.card import moved_card, public_card

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.meetings.attendance.marking import Marking
    from bot.meetings.attendance.service import Attendance
    from bot.meetings.model import Meeting
    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol
    from cogs._ui.cards import Card


class AttendanceMessages:
    def __init__(self, bot: BotProtocol, attendance: Attendance, marking: Marking) -> None:
        self._bot = bot
        self._attendance = attendance
        self._marking = marking

    @property
    def handlers(self) -> dict[str, Handler]:
        return {
            "meeting.card": self.card,
            "meeting.numbers": self.numbers,
            "meeting.moved": self.moved,
            "meeting.called_off": self.called_off,
            "meeting.hosting": self.hosting,
            "meeting.slip": self.slip,
        }

    async def card(self, message: Message) -> Rendered | None:
        found = await self._attendance.public(message.group_id, message.record_id)
        if found is None or (not found.meeting.is_planned and not message.only_edit):
            return None
        if message.detail == MOVED:
            return Rendered(moved_card(message.language, found))
        return Rendered(public_card(message.language, found, at_door=message.detail == DOOR))

    async def numbers(self, message: Message) -> Rendered | None:
        found = await self._attendance.numbers(message.group_id, message.record_id, is_posted=message.only_edit)
        if found is None:
            return None
        return Rendered(public(message.language, lambda card, words: notes.numbers(card, words, found)))

    async def moved(self, message: Message) -> Rendered | None:
        return await self._about(message, notes.moved, lambda meeting: meeting.is_planned)

    async def called_off(self, message: Message) -> Rendered | None:
        return await self._about(message, notes.called_off, lambda meeting: not meeting.is_planned)

    async def hosting(self, message: Message) -> Rendered | None:
        return await self._about(
            message, notes.hosting, lambda meeting: meeting.is_planned and meeting.host_id == message.user_id
        )

    async def slip(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        found = await self._marking.slipped(message.group_id, message.record_id, message.user_id, int(message.detail))
        if found is None:
            return None
        meeting, receiver = found
        name = await group_name(self._bot, message.group_id)
        return Rendered(notes.slip(words(message.language), name, meeting, int(message.detail), receiver))

    async def _about(
        self, message: Message, note: Callable[[Words, str, Meeting], Card], holds: Callable[[Meeting], bool]
    ) -> Rendered | None:
        """The note about a meeting; None where what it says holds no more."""
        assert message.user_id is not None, "a direct message"
        meeting = await self._attendance.told(message.group_id, message.record_id, message.user_id)
        if meeting is None or not holds(meeting):
            return None
        return Rendered(note(words(message.language), await group_name(self._bot, message.group_id), meeting))
