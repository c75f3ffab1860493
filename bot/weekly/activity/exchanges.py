"""Reads what the ledger counts of one member, in both directions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.weekly.activity.model import Exchanges

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx


async def exchanges(tx: Tx, group_id: int, user_id: int, span: Period | None) -> Exchanges:
    """What the member did and got in `span`; None for all time."""
    within = span or ledger_store.EVER
    return Exchanges(
        given=await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.REFERRAL, within),
        received=await ledger_store.by_member(tx, group_id, user_id, EntryKind.REFERRAL, within),
        introduced=await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.INTRODUCTION, within),
        introduced_by_others=await ledger_store.by_member(tx, group_id, user_id, EntryKind.INTRODUCTION, within),
        helped=await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.ANSWER, within),
        helped_by_others=await ledger_store.by_member(tx, group_id, user_id, EntryKind.ANSWER, within),
        # An entry of thanks is of the person who was thanked, and its counterpart is the author (`thanks.service`).
        thanked_by_others=await ledger_store.by_counterpart(tx, group_id, user_id, EntryKind.THANKS, within),
        thanks_given=await ledger_store.by_member(tx, group_id, user_id, EntryKind.THANKS, within),
    )
