"""Erases a person from the tables of memberships."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.outbox.erase_person import subjects_renamed
from bot.core.text import stored_sort_key

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure

_TEXTS = "business offer ideal_referral contact links goals wins interests circles skills away_note seat".split()


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Empty their profile, story, trade and answers; remove their id from the keys of jobs and the subjects of cards."""
    # The row stays, under `gone.name`: what they gave to others and received still adds up in the group's counts.
    blank = ", ".join(f"{column} = ''" for column in _TEXTS)
    await tx.run(
        f"UPDATE members SET name = ?, name_key = ?, {blank}, language = NULL, chosen_language = NULL WHERE group_id = ? AND user_id = ?",
        gone.name,
        stored_sort_key(gone.name),
        gone.group_id,
        gone.user_id,
    )
    await tx.run("UPDATE application_notes SET text = '' WHERE group_id = ? AND applicant_id = ?", gone.group_id, gone.user_id)
    # The keys of these jobs hold the person's id (see `leave.service.schedule_return`).
    await tx.run("DELETE FROM jobs WHERE group_id = ? AND key LIKE ?", gone.group_id, f"away:{gone.group_id}:{gone.user_id}:%")
    for subject in ("application", "claim"):
        await subjects_renamed(tx, gone, subject)
