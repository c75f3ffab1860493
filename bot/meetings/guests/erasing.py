"""Erasing guests: at the end of their term, when an invitation is taken back, because they ask for it, or with their inviter's data."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import THE_CLOCK, LogEntry
from bot.core.drafts import store as drafts_store
from bot.core.events import announce
from bot.core.jobs import store as jobs_store
from bot.core.text import compared, key
from bot.groups import region
from bot.groups import store as groups_store
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.guests import notices as guests_notices
from bot.meetings.guests import prints
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.events import GUESTS_WIPED
from bot.meetings.guests.model import NOTED_AT_DOOR, GuestState
from bot.meetings.guests.notices import COMING
from bot.referrals.reminders import morning_items

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member

JOB = "guests"
SLICE = 50
"""Maximum number of guests that one transaction erases at the end of their term."""
FORMS = ("guest:form", "guest:door_form")


async def schedule(tx: Tx, group_id: int) -> None:
    """Have the group's one job of guests run at the next end of a meeting or term."""
    due = await guests_store.next_due(tx, group_id)
    if due is not None:
        await jobs_store.schedule(tx, group_id, JOB, f"{JOB}:{group_id}", due)


async def run(tx: Tx, job: Job) -> None:
    """Render cards of meetings that are over without guests' names; erase guests at their term. It stays due while the clock is untrusted."""
    if not tx.clock_is_trusted:
        return
    group = await groups_store.get(tx, job.group_id)
    for meeting_id in await guests_store.take_past(tx, group.group_id):
        await meetings_notices.show(tx, group, await meetings_store.known(tx, group.group_id, meeting_id), may_wait=True)
    for meeting, those in await _by_meeting(tx, await guests_store.at_term(tx, group.group_id, SLICE)):
        await wipe(tx, group, meeting, those)
        # Here alone: after /moderate forget the log would tell whether there was anybody.
        entry = LogEntry(group.group_id, THE_CLOCK, "guest.wipe", meeting.label, after={"guests": len(those)})
        await audit_log_store.write(tx, entry)
    due = await guests_store.next_due(tx, group.group_id)
    if due is None:
        await jobs_store.forget(tx, job)
    else:
        await jobs_store.again(tx, job, due)


async def wipe(tx: Tx, group: Group, meeting: Meeting, guests: Sequence[Guest], reader_id: int | None = None) -> None:
    """Erase guests of one meeting, and have all that names them rendered anew; `reader_id` as in `notices.rewrite`."""
    if not guests:
        return
    wiped = [await guests_store.wipe(tx, guest) for guest in guests]
    await guests_notices.rewrite(tx, group, meeting, wiped, reader_id)
    await announce(tx, GUESTS_WIPED, group=group, meeting=meeting)


async def withdraw(tx: Tx, group: Group, meeting: Meeting, guests: Sequence[Guest], reader_id: int | None = None) -> None:
    """Take invitations to one meeting back: nobody waits for these guests any more, and they are erased."""
    taken_back = [await guests_store.move(tx, guest, GuestState.WITHDRAWN) for guest in guests]
    await wipe(tx, group, meeting, taken_back, reader_id)


async def contact_forgotten(tx: Tx, *, group: Group, contact: str) -> None:
    """Hears that whoever is reached by this contact is to be forgotten in the whole group: guests, and drafts of forms that name them."""
    ids = await prints.with_contact(tx, group.group_id, contact, region.of_group(group))
    found = await guests_store.several(tx, group.group_id, ids) if ids else []
    names = {key(guest.name) for guest in found}
    for draft in await drafts_store.kept(tx, group.group_id):
        if draft.form.startswith(FORMS) and key(draft.typed.get("name", "")) in names:
            await drafts_store.drop(tx, draft)
    await _end(tx, group, found)


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Erase whom the person invited: nobody else has their contact, and nobody follows up."""
    group = await groups_store.get(tx, gone.group_id)
    await _end(tx, group, await guests_store.kept_by(tx, gone.group_id, gone.user_id), reader_id=gone.stranger_id)


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Hears that somebody belongs or no longer does.

    Whom a former member invited is not awaited any more; a new member's sponsor brought them as a guest, where the first name is the same.
    """
    if not member.belongs:
        await _end(tx, group, await guests_store.kept_by(tx, group.group_id, member.user_id), only_awaited=True)
    elif member.sponsor_id is not None:
        for guest in await guests_store.kept_by(tx, group.group_id, member.sponsor_id):
            is_theirs = compared(guest.first_name) == compared(member.name).partition(" ")[0]
            if is_theirs and guest.was_here and guest.state is not GuestState.APPLIED:
                await guests_store.move(tx, guest, GuestState.APPLIED)


async def meeting_changed(tx: Tx, *, group: Group, meeting: Meeting) -> None:
    """Hears that a meeting was moved or skipped, before it began: its guests' term changes, and their inviters are told.

    What was noted at the door before is of a meeting that did not take place then.
    """
    found = [
        await guests_store.move(tx, guest, GuestState.INVITED) if guest.state in NOTED_AT_DOOR else guest
        for guest in await guests_store.of_meeting(tx, meeting)
    ]
    for guest in found:
        await morning_items.unname(tx, group.group_id, COMING, guest.id, (guest.inviter_id,))  # reminded again before the new day
    if found:
        await schedule(tx, group.group_id)
        await guests_notices.tell_inviters(tx, group, meeting, found)


async def _end(
    tx: Tx, group: Group, guests: Sequence[Guest], *, only_awaited: bool = False, reader_id: int | None = None
) -> None:
    """Erase these guests; the invitations of those who are still awaited are taken back, and with `only_awaited` no others are erased."""
    for meeting, those in await _by_meeting(tx, guests):
        awaited = [each for each in those if each.state is GuestState.INVITED and not meeting.is_over(tx.now)]
        await withdraw(tx, group, meeting, awaited, reader_id)
        if not only_awaited:
            await wipe(tx, group, meeting, [each for each in those if each not in awaited], reader_id)


async def _by_meeting(tx: Tx, guests: Sequence[Guest]) -> list[tuple[Meeting, list[Guest]]]:
    ordered = sorted(guests, key=lambda guest: guest.meeting_id)
    groups = {meeting_id: list(those) for meeting_id, those in groupby(ordered, key=lambda guest: guest.meeting_id)}
    return [(await meetings_store.known(tx, those[0].group_id, meeting_id), those) for meeting_id, those in groups.items()]
