"""The message of a reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.membership.members import store as members_store
from bot.membership.members.model import reading

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member


async def remind(tx: Tx, group: Group, user_id: int, at: datetime) -> None:
    """Queue one message about everything that waits for a person; the key allows one on each local day."""
    day = at.astimezone(group.zone).date().isoformat()
    await outbox_store.add(tx, reminder_message(group, user_id, at, await members_store.get(tx, group.group_id, user_id), day))


def reminder_message(group: Group, user_id: int, at: datetime, member: Member | None, why: str) -> Message:
    """The message; it has a subject, so that it can be edited when a client in it is forgotten."""
    return Message(
        group.group_id,
        "reminder",
        f"reminder:{group.group_id}:{user_id}:{why}",
        group.group_id,
        user_id=user_id,
        language=reading(group, member),
        detail=at.isoformat(),
        subject=f"reminder:{user_id}:{at.timestamp():.0f}",
    )
