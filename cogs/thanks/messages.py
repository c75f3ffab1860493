"""Renders the outbox rows about thanks."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import Refused
from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs.thanks.cards import note, post
from cogs.thanks.testimonials import told

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.referrals.testimonials.service import Testimonials
    from bot.referrals.thanks.service import ThanksService


class Messages:
    """Renders the rows of the outbox that are about thanks."""

    def __init__(self, thanks: ThanksService, testimonials: Testimonials) -> None:
        self._thanks = thanks
        self._testimonials = testimonials

    async def post(self, message: Message) -> Rendered | None:
        given = await self._thanks.get(message.record_id)
        if given.thanks.undone_at is not None and not message.only_edit:
            return None
        taken_back = given.thanks.undone_at is not None and not given.thanks.voided
        return Rendered(post(message.language, given), deleted_unless_answered=taken_back and given.thanks.pleasure_at is None)

    async def note(self, message: Message) -> Rendered | None:
        try:
            given = await self._thanks.get(message.record_id)
        except Refused:
            return None  # they were said in a linked group, which was deleted
        if given.thanks.undone_at is not None and not message.only_edit:
            return None
        return Rendered(note(words(message.language), given))

    async def pinned(self, message: Message) -> Rendered | None:
        said = await self._testimonials.get(message.group_id, message.record_id)
        return Rendered(told(words(message.language), said)) if said.is_shown else None
