"""Renders the outbox rows about guests, and the digest's section of them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.i18n import words
from bot.meetings.guests.model import GuestState
from bot.meetings.guests.notices import ASKED
from bot.worker.rendered import Rendered
from cogs._ui.text import one_line
from cogs.meetings import guest_cards

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.core.outbox.model import Message
    from bot.i18n import Words
    from bot.meetings.guests.service import Guests
    from cogs._ui.cards import Card


class GuestMessages:
    """Renders what moderators and inviters are sent."""

    def __init__(self, guests: Guests) -> None:
        self._guests = guests

    async def held(self, message: Message) -> Rendered | None:
        found = await self._guests.held(message.group_id, message.record_id)
        if found is None:
            return None
        is_over = found.guest.wiped_at is not None or found.guest.state is GuestState.WITHDRAWN
        return (
            None
            if is_over and not message.only_edit
            else Rendered(guest_cards.held(message.language, found, is_asked=message.detail == ASKED))
        )

    async def meeting(self, message: Message) -> Rendered | None:
        assert message.user_id is not None, "it is a direct message"
        found = await self._guests.told(message.group_id, message.record_id, message.user_id)
        return None if found is None else Rendered(guest_cards.changed(words(message.language), *found))


def guests(card: Card, words: Words, facts: Facts) -> None:
    """The digest's section: how many guests came, and who came with them."""
    came = words.n("{count} guest came", "{count} guests came", facts["came"])
    names = [f"**{one_line(name)}**" for name in facts["by"]]
    if facts["more"]:
        names.append(words.n("{count} more", "{count} more", facts["more"]))
    by = f"\n{words.t('Brought by {members}.', members=words.listed(names))}" if names else ""
    card.text(f"**👋 {came}**{by}")
