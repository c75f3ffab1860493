"""The digest as the worker posts it, and what moderators are told when it came too late."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from bot.i18n import time_stamp
from bot.services.digests import thawed
from bot.worker.parcel import Parcel
from cogs._ui.cards import public

if TYPE_CHECKING:
    from bot.model.outbox import Message
    from bot.services.groups import Groups
    from bot.worker.parcel import Handler
    from cogs.digests.cards import DigestCards


class Messages:
    """Renders the digest's rows of the outbox from the facts that were frozen in them."""

    def __init__(self, groups: Groups, cards: DigestCards) -> None:
        self._groups = groups
        self._cards = cards

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= {"digest": self.digest, "digest.late": self.late}

    async def digest(self, message: Message) -> Parcel | None:
        group = await self._groups.get(message.group_id)
        return Parcel(self._cards.digest(group, thawed(message.facts)))

    async def late(self, message: Message) -> Parcel | None:
        due = time_stamp(datetime.fromisoformat(message.detail))
        return Parcel(
            public(
                message.language,
                lambda card, words: card.text(
                    words.t(
                        "📰 The weekly news of {time} could not be posted: I was away, and by now it would be old. If you want it all"
                        " the same, /digest post posts what there is; the next one comes as planned.",
                        time=due,
                    )
                ),
            )
        )
