"""Erases a giver from a linked group, whom a group keeps as somebody who is no member of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.groups import store as groups_store
from bot.referrals import rewriting
from bot.referrals import store as referrals_store
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Party

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Queue the edits of what they were sent of clients as a member of another group, which names them by their id until then."""
    await show_without_client(tx, gone)


async def show_without_client(tx: Tx, gone: PersonErasure, home_id: int | None = None) -> None:
    """The same, of what they gave as a member of that group alone."""
    group = await groups_store.get(tx, gone.group_id)
    for referral_id in await linked_store.given_here(tx, gone.group_id, gone.user_id):
        referral = await referrals_store.get(tx, gone.group_id, referral_id)
        if referral is not None and home_id in {None, referral.giver_group_id}:
            await rewriting.shown_to(tx, group, referral, Party.GIVER, f"parted:{gone.stranger_id}")
