"""Erases a person from the cards of others' claims, and keeps the refusals of their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.groups import store as groups_store
from bot.membership.claims import past_refusals

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Keep the refusals, and queue the edits of cards that name the person as the moderator who decided."""
    await past_refusals.keep(tx, gone)
    language = (await groups_store.get(tx, gone.group_id)).language.value
    rows = await tx.all(
        "SELECT user_id, expected_id FROM claims WHERE group_id = ? AND decided_by = ? AND user_id <> ?",
        *(gone.group_id, gone.user_id, gone.user_id),
    )
    for row in rows:
        user_id, number = row["user_id"], -row["expected_id"]
        subject = f"claim:{user_id}:{number}"
        key = f"member.claims:{gone.group_id}:{user_id}:{number}:without:{gone.stranger_id}"
        edit = Message(gone.group_id, "member.claims", key, user_id, language=language, detail=str(number), subject=subject)
        await outbox_store.add(tx, replace(edit, only_edit=True))
