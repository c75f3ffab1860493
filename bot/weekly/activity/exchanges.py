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
    mine = await ledger_store.all_by_counterpart(tx, group_id, user_id, within)
    others = await ledger_store.all_by_member(tx, group_id, user_id, within)
    return Exchanges(
        given=mine[EntryKind.REFERRAL],
        received=others[EntryKind.REFERRAL],
        introduced=mine[EntryKind.INTRODUCTION],
        introduced_by_others=others[EntryKind.INTRODUCTION],
        helped=mine[EntryKind.ANSWER],
        helped_by_others=others[EntryKind.ANSWER],
        # An entry of thanks is of the person who was thanked, and its counterpart is the author (`thanks.service`).
        thanked_by_others=mine[EntryKind.THANKS],
        thanks_given=others[EntryKind.THANKS],
    )
