"""The message to moderators that a member would like a word."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.erase_person import subjects_renamed
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership.tell_moderators import addressed, tell_moderators

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group

WORD = "quiet_check.word"
SUBJECT = "word"


async def word(tx: Tx, group: Group, user_id: int, asked_at: datetime) -> None:
    """Queue it, once a question."""
    key = f"{WORD}:{group.group_id}:{user_id}:{asked_at.timestamp():.0f}"
    subject = f"{SUBJECT}:{user_id}:{asked_at.timestamp():.0f}"
    await tell_moderators(tx, group, Message(group.group_id, WORD, key, user_id, subject=subject))


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Queue the edits of what moderators read, which names them."""
    group = await groups_store.get(tx, gone.group_id)
    for subject in await subjects_renamed(tx, gone, SUBJECT):
        edit = Message(group.group_id, WORD, f"{subject}:parted", gone.stranger_id, subject=subject, only_edit=True)
        await outbox_store.add(tx, await addressed(tx, group, edit) or edit)
