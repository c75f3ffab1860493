"""The message to moderators that a member would like a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.model import Message
from bot.membership.tell_moderators import tell_moderators

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.groups.model import Group

WORD = "quiet_check.word"


async def word(tx: Tx, group: Group, user_id: int, asked_at: datetime) -> None:
    """Queue it, once a question."""
    key = f"{WORD}:{group.group_id}:{user_id}:{asked_at.timestamp():.0f}"
    await tell_moderators(tx, group, Message(group.group_id, WORD, key, user_id))
