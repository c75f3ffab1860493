"""Renders the outbox rows about meetings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.worker.rendered import Rendered
from cogs.meetings.cards import public_card

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.meetings.service import Meetings


class Messages:
    def __init__(self, meetings: Meetings) -> None:
        self._meetings = meetings

    async def card(self, message: Message) -> Rendered | None:
        meeting = await self._meetings.public(message.group_id, message.record_id)
        if meeting is None or (not meeting.is_planned and not message.only_edit):
            return None
        return Rendered(public_card(message.language, meeting))
