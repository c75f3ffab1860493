"""Renders the outbox rows about needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import NeedState
from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs.asks import notes
from cogs.asks.cards import public_card

if TYPE_CHECKING:
    from bot.asks.helping import Helping
    from bot.asks.offers import Offers
    from bot.asks.seen import SeenNeed
    from bot.asks.service import Needs
    from bot.core.outbox.model import Message


class Messages:
    """Renders the rows of the outbox that are about needs; nothing for a reader who does not belong any more."""

    def __init__(self, needs: Needs, offers: Offers, helping: Helping) -> None:
        self._needs = needs
        self._offers = offers
        self._helping = helping

    async def card(self, message: Message) -> Rendered | None:
        seen = await self._needs.public(message.group_id, message.record_id)
        if seen is None or (seen.need.state is NeedState.VOIDED and not message.only_edit):
            return None
        return Rendered(public_card(message.language, seen))

    async def offer(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        found = await self._offers.told(message.group_id, message.record_id, message.user_id)
        if found is None or (not found.offer.stands and message.subject is not None and not message.only_edit):
            return None
        return Rendered(notes.offered(words(message.language), found))

    async def chosen(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        seen = await self._offers.told_chosen(message.group_id, message.record_id, message.user_id, int(message.detail))
        return None if seen is None else Rendered(notes.chosen(words(message.language), seen))

    async def helped(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "a direct message"
        found = await self._helping.told(message.group_id, message.record_id, message.user_id)
        return (
            None
            if found is None or found.seen.need.state is NeedState.VOIDED
            else Rendered(notes.helped(words(message.language), found))
        )

    async def voided(self, message: Message) -> Rendered | None:
        seen = await self._told(message)
        return None if seen is None else Rendered(notes.voided(words(message.language), seen, message.detail))

    async def _told(self, message: Message) -> SeenNeed | None:
        assert message.user_id is not None, "a direct message"
        return await self._needs.told(message.group_id, message.record_id, message.user_id)
