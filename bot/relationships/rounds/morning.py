"""What the morning list says of rounds: with whom one was paired, and once, shortly before the next, whether one met them."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.relationships.rounds import store as rounds_store
from bot.relationships.rounds.model import Answer
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import SHARED

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.relationships.rounds.model import Place

PAIRED, DID_YOU_MEET = "round", "round_met"
"""The kinds of the items in the morning list, as they are stored."""
NAMED_WITHIN = timedelta(days=7)
"""How long after its day an item may still be named, such as after a leave."""


async def paired_due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who reads with whom they were paired, as `MorningItems` says."""
    return await rounds_store.to_name(tx, group.group_id, PAIRED, "day", _days(group, at), after, limit)


async def paired(tx: Tx, group_id: int, user_id: int, place_id: int) -> Place | None:
    """One's place; None once the question whether one met was answered."""
    place = await rounds_store.get(tx, group_id, place_id)
    return place if place is not None and place.user_id == user_id and place.answer is Answer.NOTHING else None


async def met_due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who is asked whether they met, as `MorningItems` says."""
    return await rounds_store.to_name(tx, group.group_id, DID_YOU_MEET, "ask_on", _days(group, at), after, limit)


async def to_be_asked(tx: Tx, group_id: int, user_id: int, place_id: int) -> Place | None:
    """One's place; None where one answered, nobody of the others belongs any more, or one noted a talk with all of them since."""
    place = await paired(tx, group_id, user_id, place_id)
    if place is None:
        return None
    last = [await touches_store.last(tx, group_id, user_id, other_id, SHARED) for other_id, _ in place.others]
    return None if all(touch is not None and touch.day >= place.day for touch in last) else place


def _days(group: Group, at: datetime) -> tuple[date, date]:
    today = at.astimezone(group.zone).date()
    return today - NAMED_WITHIN, today
