"""Renders the outbox rows about one-to-ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.relationships.one_to_ones.model import Answer
from bot.worker.rendered import Rendered
from cogs.one_to_ones import cards
from cogs.one_to_ones.planned import planned_card

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.relationships.one_to_ones.asking import Asked, Asking
    from bot.relationships.one_to_ones.planning import Planning
    from bot.relationships.one_to_ones.service import OneToOnes


class Messages:
    """Renders the rows of the outbox that are about one-to-ones; nothing for a reader who does not belong any more."""

    def __init__(self, one_to_ones: OneToOnes, asking: Asking, planning: Planning) -> None:
        self._one_to_ones = one_to_ones
        self._asking = asking
        self._planning = planning

    async def to_confirm(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "it is a direct message"
        talk = await self._one_to_ones.to_confirm(message.group_id, message.record_id, message.user_id)
        if talk is None or (not message.only_edit and (talk.touch is None or talk.touch.confirm_until is None)):
            return None
        return Rendered(cards.question(words(message.language), talk))

    async def ask(self, message: Message) -> Rendered | None:
        found = await self._asked(message)
        if found is None or (not message.only_edit and (found.other is None or found.request.answer is not Answer.NOTHING)):
            return None
        return Rendered(cards.shall_we_talk(words(message.language), found))

    async def agreed(self, message: Message) -> Rendered | None:
        found = await self._asked(message)
        return None if found is None or not found.is_agreed else Rendered(cards.agreed(words(message.language), found))

    async def planned(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "it is a direct message"
        found = await self._planning.get(message.group_id, message.record_id, message.user_id)
        return None if found is None else Rendered(await planned_card(words(message.language), found))

    async def _asked(self, message: Message) -> Asked | None:
        assert message.user_id is not None, "these are direct messages"
        return await self._asking.get(message.group_id, message.record_id, message.user_id)
