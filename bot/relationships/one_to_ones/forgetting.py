"""Forgets people outside the group in the places of planned one-to-ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.forgettable import ForgettableNote
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of
from bot.relationships.one_to_ones import notices as one_to_ones_notices
from bot.relationships.one_to_ones import store as one_to_ones_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


NOTES = (
    ForgettableNote(
        "talk_plans",
        "place",
        "0",  # it is not kept when it was written; a plan lasts until the talk
        "SELECT group_id, print, plan_id FROM note_prints WHERE plan_id IS NOT NULL",
        (
            "UPDATE talk_plans SET place = '' WHERE id IN (SELECT id FROM lost_notes)",
            "DELETE FROM note_prints WHERE plan_id IN (SELECT id FROM lost_notes)",
        ),
    ),
)


async def contact_forgotten(tx: Tx, *, group: Group, contact: str) -> None:
    """Hears that whoever is reached by this contact is to be forgotten: a place in which it stands is erased, in the messages too."""
    for plan_id, _ in await note_prints_store.with_contact(tx, group.group_id, Of.PLAN, contact):
        plan = await one_to_ones_store.get_plan(tx, group.group_id, plan_id)
        if plan is not None:
            tx.erases()
            await one_to_ones_store.empty_place(tx, plan)
            for user_id in plan.two:
                await one_to_ones_notices.planned_without_place(tx, group, plan, user_id)
