"""Erases a person from the tables of referrals and reminders."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Empty the reasons and labels that they wrote, and forget the posted messages whose subject holds their id."""
    here = (gone.group_id, gone.user_id)
    await tx.run("UPDATE referral_moves SET reason = NULL WHERE group_id = ? AND actor_id = ?", *here)
    await tx.run("UPDATE referrals SET label = NULL WHERE group_id = ? AND receiver_id = ?", *here)
    for subject in (f"referral:%:step:%:{gone.user_id}", f"reminder:{gone.user_id}:%"):
        await tx.run("DELETE FROM posted WHERE group_id = ? AND subject LIKE ?", gone.group_id, subject)
