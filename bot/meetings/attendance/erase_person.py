"""Erases a person from what moderators read of meetings the day before."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership.tell_moderators import addressed

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Queue the edits of the posted messages: each may name them among those who did not answer, and none says whom it names."""
    group = await groups_store.get(tx, gone.group_id)
    rows = await tx.all(
        "SELECT subject FROM posted WHERE group_id = ? AND subject LIKE 'meeting:%:numbers:%' ORDER BY subject", gone.group_id
    )
    for row in rows:
        subject, meeting_id = row["subject"], int(row["subject"].split(":")[1])
        key = f"{subject}:parted:{gone.stranger_id}"
        edit = Message(group.group_id, "meeting.numbers", key, meeting_id, subject=subject, only_edit=True, may_wait=True)
        await outbox_store.add(tx, await addressed(tx, group, edit) or edit)
