"""Who can speak at which meeting: each check raises Refused with what would work."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Day, Refused, not_found
from bot.meetings import store as meetings_store
from bot.meetings.speakers import rota_store
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import MOST_SPEAKERS
from bot.membership.guards import not_a_member
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member, Person


async def coming(tx: Tx, group: Group, meeting_id: int) -> Meeting:
    """Read a meeting of the group that takes place and is not over. Raises Refused, in the same words for another group's and for none."""
    meeting = await meetings_store.get(tx, group.group_id, meeting_id)
    if meeting is None:
        raise not_found()
    if not meeting.is_planned:
        raise Refused(N_("{meeting} is skipped. /meeting next shows when you meet."), meeting=meeting.label)
    if meeting.is_over(tx.now):
        raise Refused(N_("{meeting} is over. /meeting next shows when you meet."), meeting=meeting.label)
    return meeting


async def can_speak(tx: Tx, meeting: Meeting, person: Person) -> Member:
    """Read the member who is to speak: there, or back from leave by then, and not known to stay away. Raises Refused."""
    if person.is_bot:
        raise Refused(N_("A bot presents nothing. Choose a member of the group."))
    member = await members_store.get(tx, meeting.group_id, person.user_id)
    if member is None or not member.belongs:
        raise not_a_member(person)
    until = member.away.until if member.away is not None else None
    if member.is_active or (until is not None and until <= meeting.starts_at):
        if await rota_store.stays_away(tx, meeting, member.user_id):
            raise Refused(
                N_("{name} does not come to {meeting}. Choose somebody else: /meeting speaker shows whose turn it is."),
                name=member.name,
                meeting=meeting.label,
            )
        return member
    if until is None:
        raise Refused(N_("{name} is on leave. Choose somebody else: /meeting speaker shows whose turn it is."), name=member.name)
    raise Refused(
        N_("{name} is on leave until {day}, after {meeting}. Choose somebody else: /meeting speaker shows whose turn it is."),
        name=member.name,
        day=Day(until),
        meeting=meeting.label,
    )


async def room(tx: Tx, meeting: Meeting) -> None:
    """Raise Refused where as many speak at the meeting as may."""
    speakers = await speakers_store.of_meeting(tx, meeting)
    if len(speakers) >= MOST_SPEAKERS:
        names = await members_store.names(tx, meeting.group_id, [each.user_id for each in speakers])
        raise Refused(
            N_("{meeting} has its speakers: {names}. Take one of them off in /meeting speaker, or choose another date."),
            meeting=meeting.label,
            names=", ".join(names.values()),
        )
