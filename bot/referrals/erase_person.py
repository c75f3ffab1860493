"""Erases a person from the tables of referrals and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.erase_person import ends_renamed, subjects_renamed

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Empty the reasons and labels that they wrote; put `stranger_id` into the subjects of messages to them, by which they are edited."""
    here = (gone.group_id, gone.user_id)
    await tx.run("UPDATE referral_moves SET reason = NULL WHERE group_id = ? AND actor_id = ?", *here)
    await tx.run("UPDATE referrals SET label = NULL WHERE group_id = ? AND receiver_id = ?", *here)
    await ends_renamed(tx, gone, "referral:%:step")
    await subjects_renamed(tx, gone, "reminder")
    await tx.run(
        "DELETE FROM jobs WHERE group_id = ? AND key LIKE ?", gone.group_id, f"belonging:{gone.group_id}:{gone.user_id}:%"
    )
