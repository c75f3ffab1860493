"""Posted messages whose subject names a person who deletes their data: the id in their place takes over, by which they are still edited."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def subjects_renamed(tx: Tx, gone: PersonErasure, what: str) -> list[str]:
    """Put `stranger_id` in the place of the person's id in all subjects `<what>:<id>:…` of the group; returns these as they are now."""
    rows = await tx.all(
        # The colon ends the id: without it the pattern would match longer ids too.
        "UPDATE posted SET subject = REPLACE(subject, ?, ?) WHERE group_id = ? AND subject LIKE ? RETURNING subject",
        f"{what}:{gone.user_id}:",
        f"{what}:{gone.stranger_id}:",
        gone.group_id,
        f"{what}:{gone.user_id}:%",
    )
    return [row["subject"] for row in rows]


async def ends_renamed(tx: Tx, gone: PersonErasure, what: str) -> None:
    """The same of all subjects that end with the person's id, `<what>:…:<id>`, as those of messages to them do."""
    await tx.run(
        "UPDATE posted SET subject = SUBSTR(subject, 1, LENGTH(subject) - ?) || ? WHERE group_id = ? AND subject LIKE ?",
        len(str(gone.user_id)),
        str(gone.stranger_id),
        gone.group_id,
        f"{what}:%:{gone.user_id}",
    )
