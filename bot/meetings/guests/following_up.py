"""What an inviter reads of their guests in the morning list: the day before a text to send; after the meeting, what they are asked."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Period, at_local, days_after
from bot.core.morning_items import MorningItems, WaitingItem
from bot.groups import store as groups_store
from bot.meetings import store as meetings_store
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.model import KEPT, GuestState
from bot.meetings.guests.notices import COMING, ITEM
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting


class Visit(Struct, frozen=True):
    """A guest of whom their inviter is asked: whether they came while they are INVITED, else what comes of it."""

    guest: Guest
    meeting: Meeting
    group: Group
    inviter_name: str


async def due(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who is to be asked of which guest, from the morning after the meeting on, as `MorningItems` says."""
    today = at_local(at.astimezone(group.zone).date(), MIDNIGHT, group.zone)
    return await guests_store.to_ask(tx, group.group_id, ITEM, Period(at - KEPT, today), after, limit)


async def due_before(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who is to be reminded of which guest of a meeting of the next day."""
    return await guests_store.to_remind(tx, group.group_id, COMING, days_after(at, 1, 1, group.zone), after, limit)


async def read_before(tx: Tx, group_id: int, user_id: int, guest_id: int) -> Visit | None:
    """The guest as who invited them is reminded of; None once the meeting has begun, or they are not awaited any more."""
    visit = await read(tx, group_id, user_id, guest_id)
    return visit if visit is not None and not visit.meeting.has_begun(tx.now) else None


async def read(tx: Tx, group_id: int, user_id: int, guest_id: int) -> Visit | None:
    """The guest as who invited them is asked of; None once they answered, or the guest is erased."""
    guest = await guests_store.get(tx, group_id, guest_id)
    if guest is None or guest.inviter_id != user_id or guest.wiped_at is not None:
        return None
    if guest.state not in {GuestState.INVITED, GuestState.CAME}:
        return None
    meeting = await meetings_store.get(tx, group_id, guest.meeting_id)
    if meeting is None or not meeting.is_planned:
        return None
    names = await members_store.names(tx, group_id, (user_id,))
    return Visit(guest, meeting, await groups_store.get(tx, group_id), names.get(user_id, ""))


ITEMS = (
    MorningItems(
        COMING, due_before, read_before
    ),  # first: of a long list the others come on the next mornings, this one would be late
    MorningItems(ITEM, due, read),
)
