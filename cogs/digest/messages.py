"""Renders the outbox rows of a digest, and of the message that none was posted because it was late."""

from __future__ import annotations

import asyncio
from datetime import datetime
from typing import TYPE_CHECKING

from bot.admin.setup import GroupSetup
from bot.i18n import time_stamp
from bot.weekly.digest.service import thawed
from bot.worker.rendered import Rendered
from cogs._ui.bot_protocol import plain_group_name
from cogs._ui.cards import public

if TYPE_CHECKING:
    from bot.core.outbox.model import Message
    from bot.worker.rendered import Handler
    from cogs._ui.bot_protocol import BotProtocol
    from cogs.digest.cards import DigestCards


class Messages:
    """Renders a digest's outbox rows from the facts stored in them."""

    def __init__(self, bot: BotProtocol, cards: DigestCards) -> None:
        self._bot = bot
        self._setup = bot.services.of(GroupSetup)
        self._cards = cards
        self._turn = asyncio.Lock()
        """One digest's pictures at a time: all groups' digests may be due at once, and people's own boards are drawn by the same process."""

    def register(self, handlers: dict[str, Handler]) -> None:
        handlers |= {"digest": self.digest, "digest.late": self.late}

    async def digest(self, message: Message) -> Rendered | None:
        group = await self._setup.get(message.group_id)
        name = await plain_group_name(self._bot, message.group_id)
        card = self._cards.digest(group, thawed(message.facts), name)
        # Without Attach Files Discord would refuse the whole message because of its picture.
        if not self._may_attach(message):
            card.leave_out_pictures()
        async with self._turn:
            await card.draw(self._bot.drawing)
        return Rendered(card)

    def _may_attach(self, message: Message) -> bool:
        """Whether the bot may attach a picture in the channel; True where this process does not know the server or channel."""
        guild = self._bot.get_guild(message.group_id)
        channel = guild.get_channel(message.channel_id) if guild is not None and message.channel_id is not None else None
        return guild is None or channel is None or channel.permissions_for(guild.me).attach_files

    async def late(self, message: Message) -> Rendered | None:
        due = time_stamp(datetime.fromisoformat(message.detail))
        return Rendered(
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
