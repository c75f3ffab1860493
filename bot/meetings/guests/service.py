"""Use cases of guests: invite one, take that back, welcome them, say whether they came and what came of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import region
from bot.groups import store as groups_store
from bot.meetings import checks as meetings_checks
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.guests import erasing, inviting, marking
from bot.meetings.guests import notices as guests_notices
from bot.meetings.guests import store as guests_store
from bot.meetings.guests.model import (
    OUTCOMES,
    TOLD_BY_INVITER,
    Guest,
    GuestKind,
    GuestState,
    check_agreed,
    check_own_place,
    check_room,
    read_kind,
)
from bot.meetings.speakers import following
from bot.membership.guards import acting_member, moderated_group, not_a_member, remember
from bot.membership.members import store as members_store
from bot.referrals.access import belongs, check_belongs

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.meetings.guests.inviting import Typed
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member, Person


class Brought(Struct, frozen=True):
    """A guest as their inviter sees them; `contact` is for the inviter alone, and empty for everybody else.

    `presented`: the inviter was to speak, and somebody comes in their place now.
    """

    guest: Guest
    meeting: Meeting
    group: Group
    inviter_name: str
    contact: str = ""
    presented: bool = False


class Bringing(Struct, frozen=True):
    """A meeting to which a member may invite, and whom they brought to it so far."""

    meeting: Meeting
    brought: tuple[Brought, ...]


class Guests(Service):
    @reads
    async def bringing(self, tx: Tx, actor: Actor, meeting_id: int) -> Bringing:
        """Check before the form is shown, and read whom the actor invited so far. Raises Refused where inviting would fail."""
        member, meeting = await meetings_checks.found(tx, actor, meeting_id)
        inviting.check_open(meeting, tx.now)
        return await _bringing(tx, member, meeting)

    @reads
    async def bringing_on(self, tx: Tx, actor: Actor, date: str) -> Bringing:
        """The same for the meeting of a day, or without one the next. Raises Refused."""
        member = await acting_member(tx, actor)
        return await _bringing(tx, member, await meetings_checks.chosen(tx, actor, date))

    @writes
    async def invite(self, tx: Tx, actor: Actor, meeting_id: int, typed: Typed, action: str) -> Brought:
        """Invite a guest, or send somebody in one's place. The same `action` again returns the first guest.

        Raises Refused, naming the field; Held, Expected, Visited, and Doubt where the name is a client's, each unless they said yes.
        """
        member, meeting = await meetings_checks.found(tx, actor, meeting_id)
        earlier = await idempotency.earlier(tx, member.group_id, action)
        if earlier is not None:
            return await _own(tx, member.group_id, earlier, actor.user_id)
        inviting.check_open(meeting, tx.now)
        guest, presented = await _add(tx, actor, member, meeting, typed, read_kind(typed.kind))
        await remember(tx, actor, member)
        await idempotency.done(tx, member.group_id, action, guest.id)
        return replace(await _own(tx, member.group_id, guest.id, actor.user_id), presented=presented)

    @reads
    async def check_door(self, tx: Tx, actor: Actor, meeting_id: int) -> Meeting:
        """Check before the form of the door is shown. Raises Refused for all but moderators and the host."""
        _, meeting = await meetings_checks.led(tx, actor, meeting_id)
        await marking.check_time(tx, meeting)
        return meeting

    @writes
    async def add_at_door(self, tx: Tx, actor: Actor, meeting_id: int, by: Person, typed: Typed, action: str) -> Brought:
        """Add somebody who came and was not invited before, as a moderator or the host; `by` is the member who brought them.

        Raises Refused and the doubts of `invite`.
        """
        _, meeting = await meetings_checks.led(tx, actor, meeting_id)
        earlier = await idempotency.earlier(tx, meeting.group_id, action)
        if earlier is not None:
            return await _brought(tx, await _found(tx, meeting.group_id, earlier), meeting)
        await marking.check_time(tx, meeting)
        inviter = await members_store.get(tx, meeting.group_id, by.user_id)
        if inviter is None or not inviter.belongs:
            raise not_a_member(by)
        kind = read_kind(typed.kind)
        check_own_place(is_for_self=kind is GuestKind.GUEST or inviter.user_id == actor.user_id)
        guest, _ = await _add(tx, actor, inviter, meeting, typed, kind)
        guest = await marking.mark(tx, guest, GuestState.CAME)
        await idempotency.done(tx, meeting.group_id, action, guest.id)
        return await _brought(tx, guest, meeting)

    @reads
    async def mine(self, tx: Tx, actor: Actor, guest_id: int) -> Brought:
        """Read a guest with the contact, for who invited them. Raises Refused for everybody else."""
        member, guest, _ = await _of_member(tx, actor, guest_id)
        return await _own(tx, member.group_id, guest.id, actor.user_id)

    @writes
    async def withdraw(self, tx: Tx, actor: Actor, guest_id: int) -> Bringing:
        """Take one's invitation back: everything of the guest is erased at once. Repeated, it changes nothing. Raises Refused."""
        member, guest, meeting = await _of_member(tx, actor, guest_id)
        if guest.inviter_id != actor.user_id:
            raise not_found()
        guest = await guests_store.hold(tx, guest)
        if guest.state is GuestState.INVITED:
            group = await groups_store.get(tx, member.group_id)
            await erasing.withdraw(tx, group, meeting, [guest])
            await _note(tx, actor, "guest.withdraw", guest, meeting)
        elif guest.state is not GuestState.WITHDRAWN:
            raise Refused(
                N_("{meeting} took place with or without them, so there is nothing to take back."), meeting=meeting.label
            )
        return await _bringing(tx, member, meeting)

    @writes
    async def welcome(self, tx: Tx, actor: Actor, guest_id: int) -> Brought:
        """Say, as a moderator, that a guest whose trade is held is welcome: the group reads the trade from now on. Raises Refused."""
        group = await moderated_group(tx, actor)
        guest = await guests_store.hold(tx, await _found(tx, actor.group_id, guest_id))
        meeting = await _meeting(tx, guest)
        if guest.wiped_at is not None or guest.state is GuestState.WITHDRAWN:
            raise Refused(N_("That invitation was taken back, so there is nobody to welcome."))
        if not guest.is_welcome:
            guest = await guests_store.welcome(tx, guest)
            await guests_notices.show(tx, group, guest)
            await meetings_notices.show(tx, group, meeting)
            await _note(tx, actor, "guest.welcome", guest, meeting)
        return await _brought(tx, guest, meeting)

    @writes
    async def mark(self, tx: Tx, actor: Actor, guest_id: int, *, came: bool) -> Guest:
        """Say at the door, as a moderator or the host, whether a guest came; possible until the next meeting. Raises Refused."""
        found = await guests_store.get(tx, actor.group_id, guest_id)
        group, meeting = await meetings_checks.led(tx, actor, 0 if found is None else found.meeting_id)
        assert found is not None, "else there is no such meeting"
        await marking.check_time(tx, meeting)
        guest = await guests_store.hold(tx, found)
        state = GuestState.CAME if came else GuestState.DID_NOT_COME
        if guest.state is not state and not (came and guest.was_here):
            guest = await marking.mark(tx, guest, state)
            await meetings_notices.show(tx, group, meeting)
            await _note(tx, actor, "guest.mark", guest, meeting)
        return guest

    @writes
    async def tell(self, tx: Tx, user_id: int, guest_id: int, state: GuestState) -> Brought:
        """Say, as who invited them, whether a guest came, or what came of the visit. Repeated, it changes nothing. Raises Refused."""
        group_id = await guests_store.locate(tx, guest_id)
        guest = None if group_id is None else await guests_store.get(tx, group_id, guest_id)
        if guest is None or guest.inviter_id != user_id or state not in TOLD_BY_INVITER:
            raise not_found()
        await check_belongs(tx, guest.group_id, user_id)
        guest = await guests_store.hold(tx, guest)
        meeting = await _meeting(tx, guest)
        if guest.state is not state:
            marking.check_told(guest, meeting, state, tx.now)
            is_outcome = state in OUTCOMES
            guest = await (guests_store.move(tx, guest, state) if is_outcome else marking.mark(tx, guest, state))
        return await _brought(tx, guest, meeting, await guests_store.contact(tx, guest))

    @reads
    async def held(self, tx: Tx, group_id: int, guest_id: int) -> Brought | None:
        """Read a guest for the moderators' message about a held trade."""
        guest = await guests_store.get(tx, group_id, guest_id)
        return None if guest is None else await _brought(tx, guest, await _meeting(tx, guest))

    @reads
    async def told(self, tx: Tx, group_id: int, meeting_id: int, user_id: int) -> tuple[Group, Meeting] | None:
        """Read a meeting for the message to whoever invited somebody to it; None where they do not belong any more."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        if meeting is None or not await belongs(tx, group_id, user_id):
            return None
        return await groups_store.get(tx, group_id), meeting

    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """Job of a group that has guests: once a meeting is over their names leave its card, and once their term is over they are erased."""
        await erasing.run(tx, job)


async def _add(tx: Tx, actor: Actor, inviter: Member, meeting: Meeting, typed: Typed, kind: GuestKind) -> tuple[Guest, bool]:
    """Validate and insert a guest of `inviter`, and tell whoever reads of it; as `Brought.presented`.

    Raises Refused and the doubts of `Guests.invite`.
    """
    check_agreed(typed.agreed)
    group = await groups_store.get(tx, meeting.group_id)
    await meetings_store.hold(tx, meeting)  # two of one guest, or a second substitute, at the same time
    check_room(await guests_store.brought_by(tx, meeting, inviter.user_id), kind)
    new = await inviting.read_typed(tx, actor, group, meeting, inviter, typed, kind)
    await allowances.take(tx, group.group_id, actor.user_id, "guest.invite")
    guest = await guests_store.add(tx, meeting, new, region.of_group(group))
    if guest.is_held:
        await guests_notices.ask_moderators(tx, group, guest)
    if await guests_store.is_alone(tx, guest):  # else the job knows the meeting
        await erasing.schedule(tx, group.group_id)
    await _note(tx, actor, "guest.invite", guest, meeting)
    presented = guest.is_substitute and await following.stays_away(tx, group, meeting, inviter.user_id)
    if not presented:  # else the card is shown already
        await meetings_notices.show(tx, group, meeting)
    return guest, presented


async def _of_member(tx: Tx, actor: Actor, guest_id: int) -> tuple[Member, Guest, Meeting]:
    """Read the actor as a member, active or on leave, and a guest of their group with the meeting.

    Raises the same Refused for another group's and for none.
    """
    group_id = actor.group_id if actor.in_group else await guests_store.locate(tx, guest_id)
    guest = None if group_id is None else await guests_store.get(tx, group_id, guest_id)
    # Without a guest too: who may not act here is told that first.
    member, meeting = await meetings_checks.found(tx, actor, 0 if guest is None else guest.meeting_id, on_leave=True)
    if guest is None:
        raise not_found()
    return member, guest, meeting


async def _found(tx: Tx, group_id: int, guest_id: int) -> Guest:
    guest = await guests_store.get(tx, group_id, guest_id)
    if guest is None:
        raise not_found()
    return guest


async def _meeting(tx: Tx, guest: Guest) -> Meeting:
    return await meetings_store.known(tx, guest.group_id, guest.meeting_id)


async def _own(tx: Tx, group_id: int, guest_id: int, inviter_id: int) -> Brought:
    """A guest with the contact, for who invited them. Raises Refused for everybody else."""
    guest = await _found(tx, group_id, guest_id)
    if guest.inviter_id != inviter_id:
        raise not_found()
    return await _brought(tx, guest, await _meeting(tx, guest), await guests_store.contact(tx, guest))


async def _brought(tx: Tx, guest: Guest, meeting: Meeting, contact: str = "") -> Brought:
    names = await members_store.names(tx, guest.group_id, (guest.inviter_id,))
    group = await groups_store.get(tx, guest.group_id)
    return Brought(guest, meeting, group, names.get(guest.inviter_id, ""), contact)


async def _bringing(tx: Tx, member: Member, meeting: Meeting) -> Bringing:
    found = await guests_store.brought_by(tx, meeting, member.user_id)
    group = await groups_store.get(tx, member.group_id)
    reached = await guests_store.contacts(tx, meeting, member.user_id)
    return Bringing(meeting, tuple(Brought(each, meeting, group, member.name, reached[each.id]) for each in found))


async def _note(tx: Tx, actor: Actor, action: str, guest: Guest, meeting: Meeting) -> None:
    """Write an entry to the audit log, about the inviter; it names no guest."""
    entry = LogEntry(meeting.group_id, actor.user_id, action, meeting.label, guest.inviter_id, after={"state": guest.state.value})
    await audit_log_store.write(tx, entry)
