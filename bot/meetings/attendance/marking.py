"""Use cases of whoever leads a meeting: a moderator or its host notes who is there, and sees who was."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.use_case import Service, reads, writes
from bot.meetings import checks
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.attendance import history_store
from bot.meetings.attendance import notices as attendance_notices
from bot.meetings.attendance import seen as attendance_seen
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import ATTENDED, Presence, State, check_marks, check_not_closed
from bot.meetings.guests import store as guests_store
from bot.meetings.speakers import following
from bot.membership.guards import moderated_group, not_a_member
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import BELONGING, Person

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.attendance.history_store import Held
    from bot.meetings.attendance.seen import Gathering
    from bot.meetings.guests.model import Guest
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Listed, Member

PAGE = 25
"""Members on a page: the options of one menu."""
GUESTS = 4
"""Guests on a page: each takes four components of its message."""
MOST_EXPORTED = 53
"""Maximum number of meetings in the file for moderators: a year of them."""


class DoorList(Struct, frozen=True):
    """A page of the list at the door: members by name, each with what is known of them; and guests, also those who did not come."""

    gathering: Gathering
    people: tuple[tuple[Listed, Presence], ...]
    guests: tuple[Guest, ...]
    page: int
    pages: int

    @property
    def meeting(self) -> Meeting:
        return self.gathering.meeting


class History(Struct, frozen=True):
    """Who was at which of the last meetings, the earliest first: `states` by meeting and person, for `people` by name."""

    meetings: tuple[Held, ...]
    people: tuple[Listed, ...]
    states: Mapping[tuple[int, int], State]
    zone: ZoneInfo


class Marking(Service):
    @reads
    async def open(self, tx: Tx, actor: Actor, meeting_id: int, page: int = 0) -> DoorList:
        """Read a page of the list. Raises Refused for all but moderators and the host, and once it can't be corrected any more."""
        _, meeting = await checks.led(tx, actor, meeting_id)
        check_not_closed(meeting, await history_store.following(tx, meeting), tx.now)
        return await _door(tx, meeting, page)

    @writes
    async def tick(
        self, tx: Tx, actor: Actor, meeting_id: int, page: int, shown: Collection[int], ticked: Collection[int]
    ) -> DoorList:
        """Note of the people `shown` that those who are ticked are there and the others are not. Repeated, it changes nothing. Raises Refused."""
        group, meeting = await _markable(tx, actor, meeting_id)
        people = await _belonging(tx, meeting, {*shown, *ticked})
        before = await attendance_store.of_meeting(tx, meeting)
        here = [each for each in people if each in ticked and not before.get(each, Presence(each)).attended]
        gone = [each for each in people if each not in ticked and before.get(each, Presence(each)).is_expected]
        for user_id in here:
            await attendance_store.mark(tx, meeting, user_id, State.PRESENT, actor.user_id)
        for user_id in gone:
            await attendance_store.mark(tx, meeting, user_id, State.NONE, actor.user_id)
        return await _marked(tx, actor, group, meeting, page, {State.PRESENT: len(here), State.NONE: len(gone)})

    @writes
    async def tick_expected(self, tx: Tx, actor: Actor, meeting_id: int, page: int, shown: Collection[int]) -> DoorList:
        """Note of the people `shown` that those who said that they come are there. Raises Refused."""
        group, meeting = await _markable(tx, actor, meeting_id)
        people = await _belonging(tx, meeting, shown)
        before = await attendance_store.of_meeting(tx, meeting)
        here = [each for each in people if before.get(each, Presence(each)).is_awaited]
        for user_id in here:
            await attendance_store.mark(tx, meeting, user_id, State.PRESENT, actor.user_id)
        return await _marked(tx, actor, group, meeting, page, {State.PRESENT: len(here)})

    @writes
    async def mark(self, tx: Tx, actor: Actor, meeting_id: int, page: int, user_ids: Sequence[int], state: State) -> DoorList:
        """Note the state of these people; EXCUSED also before the door is open, for somebody may phone the day before. Raises Refused."""
        if state is State.EXCUSED:
            group, meeting = await checks.led(tx, actor, meeting_id)
            check_not_closed(meeting, await history_store.following(tx, meeting), tx.now)
        else:
            group, meeting = await _markable(tx, actor, meeting_id)
        people = await _belonging(tx, meeting, user_ids)
        before = await attendance_store.of_meeting(tx, meeting)
        changed = [each for each in people if before.get(each, Presence(each)).state is not state]
        for user_id in changed:
            await attendance_store.mark(tx, meeting, user_id, state, actor.user_id)
            if state is State.EXCUSED and not meeting.has_begun(tx.now):
                await following.stays_away(tx, group, meeting, user_id, actor.user_id)
        return await _marked(tx, actor, group, meeting, page, {state: len(changed)})

    @writes
    async def room(self, tx: Tx, actor: Actor, meeting_id: int, user_ids: Collection[int]) -> DoorList:
        """Note that the members among these people, who are in the voice channel, are there. Raises Refused."""
        group, meeting = await _markable(tx, actor, meeting_id)
        people = [each.user_id for each in await members_store.some(tx, meeting.group_id, [*user_ids]) if each.belongs]
        before = await attendance_store.of_meeting(tx, meeting)
        here = [each for each in people if before.get(each, Presence(each)).state not in ATTENDED]
        for user_id in here:
            await attendance_store.mark(tx, meeting, user_id, State.PRESENT, actor.user_id)
        return await _marked(tx, actor, group, meeting, 0, {State.PRESENT: len(here)})

    @writes
    async def host(self, tx: Tx, actor: Actor, person: Person, date: str) -> tuple[Meeting, Member]:
        """Let a member lead the meeting of that date, the next one without a date. Raises Refused."""
        group = await moderated_group(tx, actor)
        meeting = await checks.chosen(tx, actor, date)
        member = await members_store.get(tx, group.group_id, person.user_id)
        if member is None or not member.belongs:
            raise not_a_member(person)
        if not member.is_active:
            raise Refused(N_("{name} is on leave. Choose somebody else to host."), name=member.name)
        if meeting.host_id != member.user_id:
            meeting = await meetings_store.set_host(tx, meeting, member.user_id)
            entry = LogEntry(group.group_id, actor.user_id, "meeting.host", meeting.label, member.user_id)
            await audit_log_store.write(tx, entry)
            await attendance_notices.hosting(tx, group, meeting, member.user_id)
        return meeting, member

    @reads
    async def check_slip(self, tx: Tx, actor: Actor, meeting_id: int) -> Meeting:
        """Check before the form of a slip is shown. Raises Refused."""
        return (await _markable(tx, actor, meeting_id))[1]

    @writes
    async def slip(
        self, tx: Tx, actor: Actor, meeting_id: int, giver: Person, receiver: Person, action: str
    ) -> tuple[Member, Member]:
        """Send the giver the form of a referral to the receiver, which they finish. The same `action` again sends nothing. Raises Refused."""
        group, meeting = await _markable(tx, actor, meeting_id)
        if giver.user_id == receiver.user_id:
            raise Refused(N_("These are the same person. Choose who passes the referral, and who gets it."))
        both = [await _active(tx, group, each) for each in (giver, receiver)]
        if await idempotency.earlier(tx, group.group_id, action) is None:
            await allowances.take(tx, group.group_id, actor.user_id, "meeting.slip", giver.user_id)
            await attendance_notices.slip(tx, group, meeting, giver.user_id, receiver.user_id, action)
            await idempotency.done(tx, group.group_id, action, meeting.id)
        return both[0], both[1]

    @reads
    async def finish(self, tx: Tx, actor: Actor, meeting_id: int) -> Meeting:
        """Read the meeting at which the actor passed a referral, to finish it, also in a direct message. Raises Refused."""
        return (await checks.found(tx, actor, meeting_id))[1]

    @reads
    async def slipped(
        self, tx: Tx, group_id: int, meeting_id: int, giver_id: int, receiver_id: int
    ) -> tuple[Meeting, str] | None:
        """Read the meeting and the receiver's name for the message to a giver; None where one of the two is no member any more."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        both = [await members_store.get(tx, group_id, each) for each in (giver_id, receiver_id)]
        named = [each.name for each in both if each is not None and each.belongs]
        return None if meeting is None or len(named) < len(both) else (meeting, named[-1])

    @reads
    async def history(self, tx: Tx, actor: Actor) -> History:
        """Read who was at the last meetings, for moderators. Raises Refused."""
        group = await moderated_group(tx, actor)
        meetings = await history_store.begun(tx, group.group_id, MOST_EXPORTED)
        people = await roll.in_order(await roll.listed(tx, group.group_id, BELONGING))
        known = await attendance_store.of_meetings(tx, group.group_id, [each.id for each in meetings])
        states = {key: each.shown_state for key, each in known.items()}
        return History(tuple(meetings), tuple(people), states, group.zone)


async def _markable(tx: Tx, actor: Actor, meeting_id: int) -> tuple[Group, Meeting]:
    group, meeting = await checks.led(tx, actor, meeting_id)
    check_marks(meeting, await history_store.following(tx, meeting), tx.now)
    return group, meeting


async def _active(tx: Tx, group: Group, person: Person) -> Member:
    member = await members_store.get(tx, group.group_id, person.user_id)
    if member is None or not member.belongs:
        raise not_a_member(person)
    if not member.is_active:
        raise Refused(N_("{name} is on leave. Choose somebody else."), name=member.name)
    return member


async def _belonging(tx: Tx, meeting: Meeting, user_ids: Collection[int]) -> list[int]:
    """The ids, which are input, of people who all belong to the group. Raises Refused."""
    known = await roll.addressees(tx, meeting.group_id, *user_ids) if user_ids else {}
    for user_id in user_ids:
        if user_id not in known or not known[user_id].belongs:
            raise not_a_member(Person(user_id))
    return sorted(known)


async def _marked(tx: Tx, actor: Actor, group: Group, meeting: Meeting, page: int, counts: Mapping[State, int]) -> DoorList:
    """Log how many people's state was changed and show the card anew, where any was; the page as it is now."""
    if any(counts.values()):
        after = {state.value: count for state, count in counts.items() if count}
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "meeting.mark", meeting.label, after=after))
        meeting = await meetings_notices.show(tx, group, meeting)
    return await _door(tx, meeting, page)


async def _door(tx: Tx, meeting: Meeting, page: int) -> DoorList:
    people = await roll.in_order(await roll.listed(tx, meeting.group_id, BELONGING))
    known = await attendance_store.of_meeting(tx, meeting)
    guests = await guests_store.of_meeting(tx, meeting)
    pages = max(1, -(-len(people) // PAGE), -(-len(guests) // GUESTS))
    page = min(page, pages - 1)
    shown = [(each, known.get(each.user_id, Presence(each.user_id))) for each in people[page * PAGE :][:PAGE]]
    brought = tuple(guests[page * GUESTS :][:GUESTS])
    return DoorList(await attendance_seen.gathering(tx, meeting), tuple(shown), brought, page, pages)
