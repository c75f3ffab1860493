"""Use cases of attendance: say whether one comes, say that one is there, read it."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core import allowances
from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.meetings import checks, planning
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.attendance import history_store
from bot.meetings.attendance import seen as attendance_seen
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import ATTENDED, COMING, Answer, Presence, State, check_answer, check_here, state_at
from bot.meetings.attendance.seen import Seen, Upcoming
from bot.meetings.speakers import following
from bot.membership.guards import check_acting, readable_group
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.referrals.access import belongs

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Database, Tx
    from bot.groups.model import Group
    from bot.meetings.attendance.seen import Gathering
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Listed

TURNS = 64
"""How many locks the meetings share: enough that two busy ones seldom wait for each other."""
FEW = 4
"""At how many of the last meetings somebody was who was there lately."""


class Numbers(Struct, frozen=True):
    """What moderators read the day before: `unanswered` are the active members who said nothing, by name."""

    gathering: Gathering
    unanswered: tuple[Listed, ...]


class Answered(Struct, frozen=True):
    """What is known of somebody once they answered, and the group of the meeting. `presented`: they were to speak, and can't now."""

    group_id: int
    mine: Presence
    presented: bool = False


class Attendance(Service):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._turns = tuple(asyncio.Lock() for _ in range(TURNS))

    async def answer(self, actor: Actor, meeting_id: int, given: Answer) -> Answered:
        """Say whether one comes. Repeated, it changes nothing. Raises Refused."""
        async with self._turn(meeting_id):
            return await self._answer(actor, meeting_id, given)

    async def here(self, actor: Actor, meeting_id: int) -> Presence:
        """Say that one is there. Repeated, it changes nothing. Raises Refused, outside of the time for it with that time."""
        async with self._turn(meeting_id):
            return await self._here(actor, meeting_id)

    def _turn(self, meeting_id: int) -> asyncio.Lock:
        """A lock for the people of one meeting, each of whom writes the row of its card's edit.

        On PostgreSQL their transactions would else conflict, and be run again until too many had failed.
        """
        return self._turns[meeting_id % TURNS]

    @writes
    async def _answer(self, tx: Tx, actor: Actor, meeting_id: int, given: Answer) -> Answered:
        group, meeting = await _taking_part(tx, actor, meeting_id)
        check_answer(meeting, tx.now)
        mine = await attendance_store.get(tx, meeting, actor.user_id)
        if mine is not None and mine.state is State.SUBSTITUTE and given in COMING:
            raise Refused(
                N_("Somebody comes in your place. Take that back first with /meeting guest, then you can come yourself.")
            )
        if mine is not None and _stands(mine, given):
            return Answered(meeting.group_id, mine)
        if mine is not None:  # the first answer has no limit: a person has one for each meeting
            await allowances.take(tx, group.group_id, actor.user_id, "meeting.answer")
        await attendance_store.answer(tx, meeting, actor.user_id, given)
        answered = replace(mine or Presence(actor.user_id), answer=given)
        if _is_taken_back(answered, given):
            await attendance_store.mark(tx, meeting, actor.user_id, State.NONE, None)
            answered = replace(answered, state=State.NONE, marked_by=None)
        presented = given is Answer.CANNOT and await following.stays_away(tx, group, meeting, actor.user_id)
        if not presented:  # else the card is shown already
            await meetings_notices.show(tx, group, meeting)
        return Answered(group.group_id, answered, presented)

    @writes
    async def _here(self, tx: Tx, actor: Actor, meeting_id: int) -> Presence:
        group, meeting = await _taking_part(tx, actor, meeting_id)
        mine = await attendance_seen.own(tx, meeting, actor.user_id)
        if mine.attended:
            return mine
        check_here(meeting, tx.now)
        if mine.is_decided:
            raise Refused(
                N_("It was noted at the door that you are not there. Tell a moderator or the meeting's host that you are.")
            )
        state = state_at(meeting, tx.now)
        await attendance_store.mark(tx, meeting, actor.user_id, state, actor.user_id)
        await meetings_notices.show(tx, group, meeting)
        return replace(mine, state=state, marked_by=actor.user_id)

    @reads
    async def upcoming(self, tx: Tx, actor: Actor) -> Upcoming:
        """Read the meetings to come as a member or a moderator sees them. Raises Refused where there is nothing to see."""
        group = await readable_group(tx, actor)
        coming = await meetings_store.upcoming(tx, group.group_id, planning.AHEAD)
        last = await attendance_seen.to_correct(tx, group, actor)
        if not coming and last is None:
            raise checks.none_planned()
        first = await _seen(tx, group, actor, coming[0]) if coming else None
        return Upcoming(first, tuple(coming[1:]), last)

    @reads
    async def public(self, tx: Tx, group_id: int, meeting_id: int) -> Gathering | None:
        """Read a meeting for its card; None where it is gone."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        return None if meeting is None else await attendance_seen.gathering(tx, meeting)

    @reads
    async def present_lately(self, tx: Tx, group_id: int) -> frozenset[int] | None:
        """The ids of those who were at one of the last meetings; None where nobody was noted at any."""
        return await history_store.present_lately(tx, group_id, FEW)

    @reads
    async def told(self, tx: Tx, group_id: int, meeting_id: int, reader_id: int) -> Meeting | None:
        """Read a meeting for a message to one person; None where it is gone or has begun, or they do not belong any more."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        if meeting is None or meeting.has_begun(tx.now) or not await belongs(tx, group_id, reader_id):
            return None
        return meeting

    @reads
    async def numbers(self, tx: Tx, group_id: int, meeting_id: int, *, is_posted: bool = False) -> Numbers | None:
        """Read a meeting for the message to the moderators; None where it does not take place any more, or has begun.

        One that `is_posted` names nobody from then on: who had not answered the day before is not known any more.
        """
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        if meeting is None:
            return None
        if not meeting.is_planned or meeting.has_begun(tx.now):
            return Numbers(await attendance_seen.gathering(tx, meeting), ()) if is_posted else None
        unanswered = roll.by_name(await attendance_store.unanswered(tx, meeting))
        return Numbers(await attendance_seen.gathering(tx, meeting), tuple(unanswered))


def _stands(mine: Presence, given: Answer) -> bool:
    """Whether the answer would change nothing."""
    return mine.answer is given and not _is_taken_back(mine, given)


def _is_taken_back(mine: Presence, given: Answer) -> bool:
    """Whether an answer takes back what was noted: that one is there, which one said oneself, or that one is excused."""
    if given in COMING:
        return mine.state is State.EXCUSED
    return mine.state in ATTENDED and mine.marked_by == mine.user_id


async def _seen(tx: Tx, group: Group, actor: Actor, meeting: Meeting) -> Seen:
    leads = meeting.host_id == actor.user_id or group.moderated_by(actor)
    standing = await roll.standing(tx, group.group_id, actor.user_id)
    is_active = standing is not None and standing.status is Status.ACTIVE
    mine = await attendance_seen.own(tx, meeting, actor.user_id) if is_active else None
    return Seen(await attendance_seen.gathering(tx, meeting), mine, leads)


async def _taking_part(tx: Tx, actor: Actor, meeting_id: int) -> tuple[Group, Meeting]:
    """Read the group and the meeting for an active member, whose own record is not needed; as `checks.found`. Raises Refused."""
    if not actor.in_group:
        _, meeting = await checks.found(tx, actor, meeting_id)
        return await groups_store.get(tx, meeting.group_id), meeting
    group = await check_acting(tx, actor)
    meeting = await meetings_store.get(tx, group.group_id, meeting_id)
    if meeting is None:
        raise not_found()
    return group, meeting
