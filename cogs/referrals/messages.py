"""Handlers of outbox rows about referrals: the receiver's card, the line about a step, the public line."""

from __future__ import annotations

from typing import TYPE_CHECKING

import discord

from bot.core.errors import Refused
from bot.core.outbox.model import Reach
from bot.i18n import words
from bot.referrals.model import TAKEN_BACK, Party, State, Verb
from bot.worker.rendered import Rendered
from cogs._ui import referral_card
from cogs._ui.cards import public
from cogs.referrals import cards

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.membership.roster.service import Roster
    from bot.referrals.service import Referrals
    from bot.referrals.transitions import Opened
    from bot.worker.rendered import Handler

CARD = "referral.card"


class Messages:
    """Renders the rows of the outbox that are about referrals."""

    def __init__(self, referrals: Referrals, members: Roster) -> None:
        self._referrals = referrals
        self._roster = members

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= {CARD: self.card, "referral.step": self.step, "referral.line": self.line}

    async def card(self, message: Message) -> Rendered | None:
        """The receiver's card. What was taken back before it came, or is for somebody who belongs no more, is not sent at all."""
        opened = await self._opened(message, Party.RECEIVER)
        if not message.only_edit and (opened.referral.state in TAKEN_BACK or not opened.belongs):
            return None
        return Rendered(referral_card.card(words(message.language), opened))

    async def step(self, message: Message) -> Rendered | None:
        verb = Verb(message.detail)
        try:
            opened = await self._opened(message, Party(message.facts or Party.GIVER))
        except Refused:
            return None  # it was of a linked group, which was deleted
        if not message.only_edit and not opened.belongs:
            return None
        return Rendered(cards.step(words(message.language), opened, verb))

    async def line(self, message: Message) -> Rendered | None:
        """The public line. It mentions the receiver only where they want direct messages and those are closed."""
        opened = await self._opened(message, Party.RECEIVER)
        if opened.referral.state is State.WITHDRAWN and not message.only_edit:
            return None
        receiver_id = opened.referral.receiver_id
        reach = Reach.OPEN if message.only_edit else await self._roster.reach(message.group_id, receiver_id, CARD)
        ping = f"<@{receiver_id}>" if reach is Reach.CLOSED else ""
        allowed = discord.AllowedMentions(users=[discord.Object(receiver_id)]) if ping else discord.AllowedMentions.none()
        return Rendered(public(message.language, lambda card, words: card.text(cards.public_line(words, opened, ping))), allowed)

    async def _opened(self, message: Message, party: Party) -> Opened:
        return await self._referrals.as_party(message.group_id, message.record_id, party)
