"""The morning list asks the giver of a lead to a linked group, once, whether the client agreed: in the giver's own group."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.morning_items import MorningItems
from bot.referrals import readers, transitions
from bot.referrals.linked import store as linked_store
from bot.referrals.model import WAITING, Kind
from bot.referrals.reminders.model import Rest

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.referrals.transitions import Opened

ITEM = "linked.lead"
"""The kind of the item, as it is stored."""


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    return await linked_store.leads_since(tx, group.group_id, ITEM, Rest.until(group, at).lead, after, limit)


async def read(tx: Tx, group_id: int, user_id: int, referral_id: int) -> Opened | None:
    """The lead as its giver sees it; None once its client agreed, or it is under way no more."""
    referral = await readers.told_of(tx, group_id, referral_id)
    if referral is None or referral.giver_id != user_id or referral.kind is not Kind.LEAD or referral.state not in WAITING:
        return None
    opened = await transitions.opened(tx, referral, user_id)
    return opened if opened.belongs and referral.client.prospect else None


ITEMS = MorningItems(ITEM, due, read)
