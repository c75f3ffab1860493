"""Who may do what with which meeting: each check raises Refused with what to do instead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.dates import day_in
from bot.core.errors import N_, Refused, not_found
from bot.meetings import occurrences
from bot.meetings import store as meetings_store
from bot.membership.guards import member_by_record, readable_group, working_group

if TYPE_CHECKING:
    from datetime import date

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.meetings.store import NewSeries
    from bot.membership.members.model import Member

MOST_SERIES = 5
"""Maximum number of a group's series that are not ended."""
MOST_AHEAD = 50
"""More than the meetings that are planned in a group at once: those made ahead of each series, and those that were moved."""
MOST_NAMED = 3
"""How many of the next meetings a refusal names."""


async def found(tx: Tx, actor: Actor, meeting_id: int, *, on_leave: bool = False) -> tuple[Member, Meeting]:
    """Read the actor as a member and a meeting of their group; in a direct message of the group that the meeting is of.

    They have to be active, or on leave where `on_leave` is. Raises Refused; in the same words for a meeting of another group and for none.
    """
    member = await member_by_record(tx, actor, meeting_id, meetings_store.locate, on_leave=on_leave)
    meeting = await meetings_store.get(tx, member.group_id, meeting_id)
    if meeting is None:
        raise not_found()
    return member, meeting


async def led(tx: Tx, actor: Actor, meeting_id: int) -> tuple[Group, Meeting]:
    """Read a meeting of the actor's group for its moderators, who may be no members, and its host. Raises Refused."""
    group = await readable_group(tx, actor)
    meeting = await meetings_store.get(tx, group.group_id, meeting_id)
    if meeting is None:
        group.check_moderator(actor)  # to others a meeting that they don't lead and one that does not exist read the same
        raise not_found()
    check_leads(group, actor, meeting)
    return group, meeting


def check_leads(group: Group, actor: Actor, meeting: Meeting) -> None:
    """Raise Refused for all but moderators and the meeting's host, who has to be a member still: see `readable_group`."""
    if meeting.host_id != actor.user_id:
        group.check_moderator(actor)


async def chosen(tx: Tx, actor: Actor, typed: str) -> Meeting:
    """The meeting that takes place on the day that was typed; without one, the next. Raises Refused, naming the next ones."""
    group = await working_group(tx, actor.group_id)
    if not typed.strip():
        following = await meetings_store.next_one(tx, actor.group_id)
        if following is None:
            raise none_planned()
        return following
    day = day_in(typed, group.zone, actor.language)
    meeting = None if day is None else await meetings_store.on_day(tx, group, day)
    if meeting is None or not meeting.is_planned or meeting.is_over(tx.now):
        raise await none_on(tx, group, typed, meeting)
    return meeting


def none_planned() -> Refused:
    """The refusal where no meeting is planned."""
    return Refused(N_("No meeting is planned. Moderators say when the group meets by /meeting schedule."))


async def none_on(tx: Tx, group: Group, typed: str, meeting: Meeting | None) -> Refused:
    """The refusal of a day on which no meeting takes place, naming the next ones; `meeting` is one that is over or skipped."""
    following = await meetings_store.upcoming(tx, group.group_id, MOST_NAMED)
    if not following:
        return none_planned()
    places = {
        "date": typed.strip()[:40],
        "days": ", ".join(each.starts_at.astimezone(group.zone).date().isoformat() for each in following),
    }
    if meeting is None:
        return Refused(N_("“{date}” is no day on which you meet. You meet on {days}: write one of these."), **places)
    if meeting.is_planned:
        return Refused(N_("The meeting of {date} is over. You meet on {days}: write one of these."), **places)
    return Refused(N_("The meeting of {date} is skipped. You meet on {days}: write one of these."), **places)


async def free_days(tx: Tx, group: Group, new: NewSeries) -> None:
    """Raise Refused where the group would meet twice on a day, or has as many series as one may have."""
    running = await meetings_store.running(tx, group.group_id)
    if len(running) >= MOST_SERIES:
        raise Refused(
            N_("{most} series of meetings run here, and more is not possible. End one of them first: /meeting schedule."),
            most=MOST_SERIES,
        )
    today = tx.now.astimezone(group.zone).date()
    taken = [occurrences.common_day(new, each, today) for each in running]
    coming = await meetings_store.upcoming(tx, group.group_id, MOST_AHEAD)
    local = (each.starts_at.astimezone(group.zone).date() for each in coming)
    taken += [day for day in local if day >= new.first_day and occurrences.meets_on(new, day)]
    for day in filter(None, taken):
        raise Refused(
            N_("You meet on {day} already. Choose another day, or first end what is set: /meeting schedule."), day=day.isoformat()
        )


async def free_day(tx: Tx, group: Group, meeting: Meeting, day: date) -> None:
    """Raise Refused where the group meets on that day without this meeting."""
    there = await meetings_store.on_day(tx, group, day)
    is_taken = there is not None and there.is_planned and there.id != meeting.id
    if there is None:
        # Its own day is free again once it was moved away; a day whose meeting is skipped or was moved is free as well.
        giving = [each for each in await meetings_store.running(tx, group.group_id) if occurrences.meets_on(each, day)]
        is_taken = any([await meetings_store.of_day(tx, each, day) is None for each in giving])
    if is_taken:
        raise Refused(
            N_("You meet on {day} already. Choose another day for {meeting}."), day=day.isoformat(), meeting=meeting.label
        )
