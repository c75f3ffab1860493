"""Erases a person from the tables of referrals and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Empty the reasons and labels that they wrote; put `stranger_id` into the subjects of messages to them, by which they are edited."""
    here = (gone.group_id, gone.user_id)
    await tx.run("UPDATE referral_moves SET reason = NULL WHERE group_id = ? AND actor_id = ?", *here)
    await tx.run("UPDATE referrals SET label = NULL WHERE group_id = ? AND receiver_id = ?", *here)
    await tx.run(
        "UPDATE posted SET subject = SUBSTR(subject, 1, LENGTH(subject) - ?) || ? WHERE group_id = ? AND subject LIKE ?",
        len(str(gone.user_id)),
        str(gone.stranger_id),
        gone.group_id,
        f"referral:%:step:%:{gone.user_id}",
    )
    await tx.run(
        # The colons end the id: without them the pattern would match longer ids too.
        "UPDATE posted SET subject = REPLACE(subject, ?, ?) WHERE group_id = ? AND subject LIKE ?",
        f":{gone.user_id}:",
        f":{gone.stranger_id}:",
        gone.group_id,
        f"reminder:{gone.user_id}:%",
    )
    await tx.run(
        "DELETE FROM jobs WHERE group_id = ? AND key LIKE ?", gone.group_id, f"belonging:{gone.group_id}:{gone.user_id}:%"
    )
