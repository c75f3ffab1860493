"""Renders what whoever was chosen for a cover reads once it is over for them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import NeedState
from bot.i18n import words
from bot.worker.rendered import Rendered
from cogs._ui.cards import Card
from cogs.asks.cards import name_of

if TYPE_CHECKING:
    from bot.asks.service import Needs
    from bot.core.outbox.model import Message
    from bot.worker.rendered import Handler


def over_for(needs: Needs) -> Handler:
    """The handler, which shows what everybody may read, for the reader may be no member any more."""

    async def over(message: Message) -> Rendered | None:
        seen = await needs.public(message.group_id, message.record_id)
        if seen is None:
            return None
        need, found = seen.need, words(message.language)
        if message.only_edit or need.state not in {NeedState.CLOSED, NeedState.VOIDED}:
            return Rendered(
                Card().text(found.t("{need} is over for you, and its details are not shown any more.", need=need.label))
            )
        if need.state is NeedState.VOIDED:
            return Rendered(
                Card().text(found.t("🚫 A moderator cancelled {need}, so nobody has to stand in any more.", need=need.label))
            )
        author = f"**{name_of(seen, need.author_id)}**"
        return Rendered(
            Card().text(found.t("{author} closed {need}, so nobody has to stand in any more.", author=author, need=need.label))
        )

    return over
