"""The message to moderators that a member would like a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.groups.model import Group

WORD = "quiet_check.word"


async def word(tx: Tx, group: Group, user_id: int, asked_at: datetime) -> None:
    """Queue it, once a question; without a channel of the moderators it goes to whoever set the group up."""
    channel_id = channel_of(group, WORD)
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            WORD,
            f"{WORD}:{group.group_id}:{user_id}:{asked_at.timestamp():.0f}",
            user_id,
            channel_id=channel_id,
            user_id=group.set_up_by if channel_id is None else None,
            language=group.language.value,
        ),
    )
