"""Renders the outbox rows about introductions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.introductions.model import State
from bot.worker.rendered import Rendered
from cogs.introductions import cards

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.introductions.service import Introductions, Seen


class Messages:
    """Renders the rows of the outbox that are about introductions; nothing for a reader who does not belong any more."""

    def __init__(self, introductions: Introductions) -> None:
        self._introductions = introductions

    async def proposed(self, message: Message) -> Rendered | None:
        seen = await self._seen(message)
        if seen is None or (seen.introduction.state is not State.PROPOSED and not message.only_edit):
            return None
        return Rendered(cards.question(words(message.language), seen))

    async def made(self, message: Message) -> Rendered | None:
        seen = await self._seen(message)
        return None if seen is None else Rendered(cards.made(words(message.language), seen))

    async def outcome(self, message: Message) -> Rendered | None:
        seen = await self._seen(message)
        return None if seen is None else Rendered(cards.outcome(words(message.language), seen))

    async def followed(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "it is a direct message"
        about = (message.group_id, message.record_id, int(message.detail))
        found = await self._introductions.follow_up(*about, message.user_id)
        return None if found is None else Rendered(cards.followed(words(message.language), found))

    async def voided(self, message: Message) -> Rendered | None:
        seen = await self._seen(message)
        return None if seen is None else Rendered(cards.voided(words(message.language), seen, message.detail))

    async def line(self, message: Message) -> Rendered | None:
        seen = await self._introductions.public(message.group_id, message.record_id)
        if seen is None or (seen.introduction.state is State.VOIDED and not message.only_edit):
            return None
        return Rendered(cards.line(message.language, seen))

    async def _seen(self, message: Message) -> Seen | None:
        assert message.user_id is not None, "these are direct messages"
        return await self._introductions.get(message.group_id, message.record_id, message.user_id)
