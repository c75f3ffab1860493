"""Forgets people outside the group in what members noted that they talked about."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.forgettable import ForgettableNote
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of
from bot.relationships.touches import store as touches_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


NOTES = tuple(
    ForgettableNote(
        "touches",
        f"{side}_topics",
        f"r.{side}_noted_at",
        f"SELECT group_id, print, touch_id FROM note_prints WHERE field = '{side}_topics'",
        (
            f"UPDATE touches SET {side}_topics = '' WHERE id IN (SELECT id FROM lost_notes)",
            f"DELETE FROM note_prints WHERE field = '{side}_topics' AND touch_id IN (SELECT id FROM lost_notes)",
        ),
    )
    for side in ("low", "high")
)


async def contact_forgotten(tx: Tx, *, group: Group, contact: str) -> None:
    """Hears that whoever is reached by this contact is to be forgotten: topics in which it stands are erased, those of each by themselves."""
    for touch_id, column in await note_prints_store.with_contact(tx, group.group_id, Of.TOUCH, contact):
        touch = await touches_store.get(tx, group.group_id, touch_id)
        if touch is not None:
            tx.erases()
            await touches_store.keep_topics(tx, touch, touch.low_id if column == "low_topics" else touch.high_id, "")
