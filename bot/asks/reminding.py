"""What the authors of needs are asked of in the morning list, each once: who waits for their answer, who helped, what ends tomorrow."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks import offers_store
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import NeedState, OfferState
from bot.core.calendar import Period, days_after, days_before
from bot.core.morning_items import MorningItems, WaitingItem
from bot.membership.muted_senders import store as muted_senders_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.asks.model import Need
    from bot.asks.seen import SeenNeed
    from bot.core.db.database import Tx
    from bot.groups.model import Group

UNANSWERED, HELPED, ENDING = "need.offers", "need.helped", "need.ending"
"""The kinds of the items, as they are stored."""
ASKED_AFTER = 3
"""Days after an offer, or the choice of one, after which its need's author is asked."""
ASKED_WITHIN = timedelta(days=60)
"""How long after it they may still be asked: longer than a need may be asked for."""


async def unanswered(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    return await offers_store.unanswered(tx, group.group_id, UNANSWERED, _waited(group, at), after, limit)


async def not_helped(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    return await offers_store.not_helped(tx, group.group_id, HELPED, _waited(group, at), after, limit)


async def ending(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    return await asks_store.ending_in(tx, group.group_id, ENDING, days_after(at, 1, 1, group.zone), after, limit)


async def read_unanswered(tx: Tx, group_id: int, user_id: int, need_id: int) -> SeenNeed | None:
    """The need as its author sees it; None once nobody waits to be chosen."""
    need = await _own(tx, group_id, user_id, need_id)
    if need is None or not need.is_open(tx.now):
        return None
    seen = await _heard(tx, need, user_id)
    chosen = {each.trade for each in seen.offers if each.state in asks_seen.PICKED}
    return seen if any(each.state is OfferState.OFFERED and each.trade not in chosen for each in seen.offers) else None


async def read_not_helped(tx: Tx, group_id: int, user_id: int, need_id: int) -> SeenNeed | None:
    """The need as its author sees it; None once somebody helped, or nobody stands by what they offered."""
    need = await _own(tx, group_id, user_id, need_id)
    if need is None or need.state not in {NeedState.OPEN, NeedState.MET}:
        return None
    seen = await _heard(tx, need, user_id)
    return seen if not seen.helped and seen.helpers else None


async def read_ending(tx: Tx, group_id: int, user_id: int, need_id: int) -> SeenNeed | None:
    """The need as its author sees it; None once it is over, or was renewed for longer than the coming day."""
    need = await _own(tx, group_id, user_id, need_id)
    if need is None or not need.is_open(tx.now) or need.until is None or need.until - tx.now > timedelta(days=2):
        return None
    return await asks_seen.one(tx, need, user_id)


async def _own(tx: Tx, group_id: int, user_id: int, need_id: int) -> Need | None:
    need = await asks_store.get(tx, group_id, need_id)
    return need if need is not None and need.author_id == user_id else None


async def _heard(tx: Tx, need: Need, user_id: int) -> SeenNeed:
    """The need as its author sees it, without the offers of those whom they muted: the list is a message."""
    seen = await asks_seen.one(tx, need, user_id)
    muted = await muted_senders_store.of(tx, need.group_id, user_id)
    return replace(seen, offers=tuple(each for each in seen.offers if each.user_id not in muted))


def _waited(group: Group, at: datetime) -> Period:
    return Period(at - ASKED_WITHIN, days_before(at, ASKED_AFTER, group.zone))


ITEMS = (
    MorningItems(
        ENDING, ending, read_ending
    ),  # first: of a long list the others come on the next mornings, this one would be late
    MorningItems(UNANSWERED, unanswered, read_unanswered),
    MorningItems(HELPED, not_helped, read_not_helped),
)
