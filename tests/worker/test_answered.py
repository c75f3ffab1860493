"""Whether people answered a message: what can't be read counts as answered, so that nothing is deleted under their words."""

from __future__ import annotations

from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import discord
import pytest

from bot.worker.answered import is_answered

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

REFUSED = discord.Forbidden(SimpleNamespace(status=403, reason="Forbidden"), {"code": 50001, "message": "Missing Access"})  # type: ignore[arg-type]


class Channel:
    """What Discord has in a channel: the message, and the later ones by what they reply to."""

    def __init__(
        self, *, reactions: int = 0, thread: bool = False, replies: tuple[int | None, ...] = (), unread: str = ""
    ) -> None:
        self.message = SimpleNamespace(reactions=["👍"] * reactions, flags=SimpleNamespace(has_thread=thread))
        self.replies, self.unread = replies, unread

    async def fetch_message(self, _: int) -> Any:
        if self.unread == "message":
            raise REFUSED
        return self.message

    async def history(self, **_: Any) -> AsyncIterator[Any]:
        if self.unread == "history":
            raise REFUSED
        for to in self.replies:
            yield SimpleNamespace(reference=None if to is None else SimpleNamespace(message_id=to))


@pytest.mark.parametrize(
    ("channel", "answered"),
    [
        (Channel(), False),
        (Channel(replies=(None, 6)), False),
        (Channel(replies=(None, 7)), True),
        (Channel(reactions=1), True),
        (Channel(thread=True), True),
        (Channel(unread="message"), True),
        (Channel(unread="history"), True),
    ],
)
async def test_a_message_is_answered_by_a_reaction_a_reply_or_a_thread(channel: Any, answered: bool) -> None:
    assert await is_answered(channel, 7) is answered
