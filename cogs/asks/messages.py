"""Renders the outbox rows about needs."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import NeedState
from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card
from cogs._ui.text import one_line, safe_text

if TYPE_CHECKING:
    from bot.asks.helping import Helping
    from bot.asks.offers import Offers
    from bot.asks.seen import SeenNeed
    from bot.asks.service import Needs
    from bot.core.outbox.model import Message


class Messages:
    """Renders the rows of the outbox that are about needs; nothing for a reader who does not belong any more."""

    def __init__(self, needs: Needs, offers: Offers, helping: Helping) -> None:
        self._needs, self._offers, self._helping = needs, offers, helping

    async def card(self, message: Message) -> Rendered | None:
        seen = await self._needs.public(message.group_id, message.record_id)
        if seen is None or (seen.need.state is NeedState.VOIDED and not message.only_edit):
            return None
        return Rendered(_card(seen))

    async def offer(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "these are direct messages"
        told = await self._offers.told(message.group_id, message.record_id, message.user_id)
        return None if told is None else Rendered(_card(told.seen).text(one_line(told.name)).text(safe_text(told.offer.text)))

    async def chosen(self, message: Message) -> Rendered | None:
        seen = await self._told(message)
        return None if seen is None else Rendered(_card(seen).text(safe_text(seen.need.details)))

    async def helped(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "these are direct messages"
        told = await self._helping.told(message.group_id, message.record_id, message.user_id)
        return None if told is None else Rendered(_card(told.seen).text(safe_text(told.thanks)))

    async def voided(self, message: Message) -> Rendered | None:
        seen = await self._told(message)
        reason = words(message.language).t("Reason")
        return None if seen is None else Rendered(_card(seen).text(f"{reason}: {safe_text(message.detail)}"))

    async def _told(self, message: Message) -> SeenNeed | None:
        assert message.user_id is not None, "these are direct messages"
        return await self._needs.told(message.group_id, message.record_id, message.user_id)


def _card(seen: SeenNeed) -> Card:
    return Card().title(seen.need.label).text(safe_text(seen.need.text)).text(one_line(seen.names.get(seen.need.author_id, "")))
