"""Saying whether a guest came: by whom, and until when."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Moment, Refused, When
from bot.groups import region
from bot.groups import store as groups_store
from bot.meetings import store as meetings_store
from bot.meetings.guests import prints
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.model import OUTCOMES, GuestState, check_marked
from bot.meetings.model import CORRECTED_WITHIN, DOOR_BEFORE

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting


async def check_time(tx: Tx, meeting: Meeting) -> None:
    """Raise Refused before the door opens, and once the next meeting has begun, or long after the end where none is planned."""
    if not meeting.is_planned:
        raise Refused(N_("{meeting} does not take place."), meeting=meeting.label)
    opens = meeting.starts_at - DOOR_BEFORE
    if tx.now < opens:
        raise Refused(N_("That works from 45 minutes before {meeting} on, {when}."), meeting=meeting.label, when=Moment(opens))
    coming = await meetings_store.next_one(tx, meeting.group_id)
    last = await meetings_store.previous(tx, meeting.group_id, tx.now)
    begun = [each for each in (coming, last) if each is not None and each.has_begun(tx.now)]
    if coming is None and tx.now >= (closes := meeting.ends_at + CORRECTED_WITHIN):
        raise Refused(
            N_("{meeting} could be corrected until {when}, and stays as it is now."), meeting=meeting.label, when=When(closes)
        )
    if any(each.starts_at > meeting.starts_at for each in begun):
        raise Refused(N_("{meeting} could be corrected until the next meeting began. It stays as it is."), meeting=meeting.label)


async def mark(tx: Tx, guest: Guest, state: GuestState) -> Guest:
    """Store whether a guest came; which visit it was is counted then. Raises Refused where the invitation was taken back."""
    check_marked(guest)
    if state is not GuestState.CAME or guest.wiped_at is not None:
        return await guests_store.move(tx, guest, state)
    group = await groups_store.get(tx, guest.group_id)
    contact = await guests_store.contact(tx, guest)
    ids = await prints.alike(tx, guest.group_id, guest.name, guest.trade, contact, region.of_group(group))
    others = [each for each in await guests_store.several(tx, guest.group_id, ids) if each.id != guest.id]
    before = max((each.visit for each in others if each.was_here), default=0)
    return await guests_store.move(tx, guest, state, before + 1)


def check_told(guest: Guest, meeting: Meeting, state: GuestState, now: datetime) -> None:
    """Raise Refused where the inviter can't say that of the guest: before the meeting, against a moderator's word, once they are erased."""
    check_marked(guest)
    if not meeting.has_begun(now):
        raise Refused(N_("{meeting} has not begun yet. Say it afterwards."), meeting=meeting.label)
    if guest.wiped_at is not None:
        raise Refused(N_("Your guest's name was deleted by now, so nothing can be said of them any more."))
    if state in OUTCOMES and not guest.was_here:
        raise Refused(N_("Say first whether {name} came."), name=guest.name)
    if state not in OUTCOMES and guest.state is not GuestState.INVITED:
        raise Refused(N_("It was said already whether {name} came. A moderator can correct it at the door."), name=guest.name)
