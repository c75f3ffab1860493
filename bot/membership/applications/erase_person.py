"""Erases a person from the cards of others' applications, and keeps the decisions about themselves."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.groups import store as groups_store
from bot.membership import notices as membership_notices
from bot.membership.applications import past_decisions
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Keep the decisions, and queue the edits of cards that name the person: as who vouches for the applicant, or who asked them something."""
    await past_decisions.keep(tx, gone)
    group = await groups_store.get(tx, gone.group_id)
    rows = await tx.all(
        "SELECT user_id FROM members WHERE group_id = ? AND sponsor_id = ?"
        " UNION SELECT applicant_id FROM application_notes WHERE group_id = ? AND author_id = ? AND applicant_id <> ?",
        *(gone.group_id, gone.user_id) * 2,
        gone.user_id,
    )
    for row in rows:
        applicant = await members_store.get(tx, gone.group_id, row["user_id"])
        if applicant is not None:
            why = f":without:{gone.stranger_id}"
            await membership_notices.show_application(tx, group, applicant, only_edit=True, why=why)
