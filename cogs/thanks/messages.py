"""Renders the outbox rows about thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs.thanks.cards import note, post

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.referrals.thanks.service import ThanksService


class Messages:
    """Renders the rows of the outbox that are about thanks."""

    def __init__(self, thanks: ThanksService) -> None:
        self._thanks = thanks

    async def post(self, message: Message) -> Rendered | None:
        given = await self._thanks.get(message.group_id, message.record_id)
        if given.thanks.undone_at is not None and not message.only_edit:
            return None
        taken_back = given.thanks.undone_at is not None and not given.thanks.voided
        return Rendered(post(message.language, given), deleted_unless_answered=taken_back and given.thanks.pleasure_at is None)

    async def note(self, message: Message) -> Rendered | None:
        given = await self._thanks.get(message.group_id, message.record_id)
        if given.thanks.undone_at is not None and not message.only_edit:
            return None
        return Rendered(note(words(message.language), given))
