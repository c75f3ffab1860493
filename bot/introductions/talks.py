"""Asks the two, a week after they were introduced, whether they talked; a touch is what they answer."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import Period, days_before
from bot.core.errors import not_found
from bot.groups import store as groups_store
from bot.introductions import store as introductions_store
from bot.introductions.model import State
from bot.membership.members import store as members_store
from bot.membership.muted_senders import store as muted_senders_store
from bot.relationships.touches import noting
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.model import SHARED, Kind

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.introductions.model import Introduction
    from bot.relationships.touches.model import Touch

ITEM = "introduction"
"""The kind of the item in the morning list, as it is stored."""
ASKED_AFTER = 7
"""Days after which the two are asked."""
ASKED_WITHIN = timedelta(days=30)
"""How long after it was made they may still be asked, such as after a leave."""


class Talk(Struct, frozen=True):
    """An introduction of which one of the two is asked whether they talked, with the names of the other and of who introduced them."""

    introduction: Introduction
    other_name: str
    connector_name: str


class Noted(Struct, frozen=True):
    """What one of the two noted; `other_name` is the other's."""

    group_id: int
    touch: Touch
    other_name: str


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who is to be asked of which introduction, as `MorningItems` says."""
    week_ago = days_before(at, ASKED_AFTER, group.zone)
    return await introductions_store.to_ask(tx, group.group_id, ITEM, Period(at - ASKED_WITHIN, week_ago), after, limit)


async def read(tx: Tx, group_id: int, user_id: int, introduction_id: int) -> Talk | None:
    """The introduction as one of the two is asked of it; None where it was cancelled, the other is gone or muted, or they noted it."""
    found = await introductions_store.get(tx, group_id, introduction_id)
    if found is None or found.state is not State.MADE or user_id not in found.two:
        return None
    other = await members_store.get(tx, group_id, found.other(user_id))
    if other is None or not other.belongs or await muted_senders_store.is_muted(tx, group_id, user_id, other.user_id):
        return None
    since = _day(await groups_store.get(tx, group_id), found.ended_at)
    touch = await touches_store.last(tx, group_id, user_id, other.user_id, SHARED)
    if touch is not None and touch.day >= since:
        return None
    names = await members_store.names(tx, group_id, (other.user_id, found.connector_id))
    return Talk(found, names.get(other.user_id, ""), names.get(found.connector_id, ""))


async def note(tx: Tx, introduction: Introduction, user_id: int) -> Noted:
    """Note for one of the two that they talked; what the other noted since they were introduced is the same talk.

    Raises Refused for everybody else, and where it was cancelled or the other deleted their data.
    """
    other_id = introduction.other(user_id)
    if introduction.state is not State.MADE or other_id < 0:
        raise not_found()
    group = await groups_store.get(tx, introduction.group_id)
    today, since = _day(group, tx.now), _day(group, introduction.ended_at)
    touch = await noting.note(tx, group.group_id, user_id, other_id, Kind.TALKED, today, since)
    names = await members_store.names(tx, group.group_id, (other_id,))
    return Noted(group.group_id, touch, names.get(other_id, ""))


def _day(group: Group, moment: datetime | None) -> date:
    """The local date of a moment that is known in the present state."""
    assert moment is not None, "an introduction that was made has its time"
    return moment.astimezone(group.zone).date()
