"""Makes the meetings of a series ahead of time, and keeps their times and cards right."""

from __future__ import annotations

from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.calendar import at_local
from bot.core.dates import day_in
from bot.core.events import announce
from bot.core.jobs import store as jobs_store
from bot.core.spreading import spread
from bot.groups import store as groups_store
from bot.meetings import checks, clock_store, door, occurrences
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.events import MEETING_MOVED, MEETING_SKIPPED

if TYPE_CHECKING:
    from datetime import date, datetime

    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.meetings.model import Meeting, Series

AHEAD = 3
"""How many planned meetings of a series are made ahead of time."""
CARD_BEFORE = timedelta(days=3)
"""How many local days before a meeting its card is posted."""


async def ahead(tx: Tx, group: Group, of: Series) -> list[Meeting]:
    """Make the series' next meetings, so that AHEAD are planned which have not begun; returns these."""
    planned: list[Meeting] = []
    today = _today(tx, group)
    for day in takewhile(lambda day: day <= today + occurrences.A_YEAR, occurrences.days(of, today)):
        meeting = await meetings_store.of_day(tx, of, day)
        if meeting is None and (starts_at := at_local(day, of.clock, group.zone)) > tx.now:
            meeting = await make(tx, of, day, starts_at)
        if meeting is not None and meeting.is_planned and not meeting.has_begun(tx.now):
            planned.append(meeting)
        if len(planned) == AHEAD:
            break
    return planned


async def make(tx: Tx, of: Series, day: date, starts_at: datetime) -> Meeting:
    """Make a series' meeting of one of its days."""
    meeting = await meetings_store.add(tx, of, day, starts_at)
    if of.has_events:
        await meetings_notices.event(tx, meeting)
    return meeting


async def given(tx: Tx, group: Group, typed: str, language: str) -> Meeting:
    """The planned meeting that takes place on the day that was typed, made now where a series gives that day. Raises Refused."""
    day = day_in(typed, group.zone, language)
    if day is None:
        raise await checks.none_on(tx, group, typed, None)
    meeting = await meetings_store.on_day(tx, group, day)
    if meeting is None and _today(tx, group) <= day <= _today(tx, group) + occurrences.A_YEAR:
        for series in await meetings_store.running(tx, group.group_id):
            starts_at = at_local(day, series.clock, group.zone)
            # Its meeting of that day exists where it was moved to another day.
            is_free = await meetings_store.of_day(tx, series, day) is None
            if occurrences.meets_on(series, day) and starts_at > tx.now and is_free:
                return await make(tx, series, day, starts_at)
    if meeting is None or not meeting.is_planned or meeting.is_over(tx.now):
        raise await checks.none_on(tx, group, typed, meeting)
    return meeting


async def settle(tx: Tx, group: Group) -> None:
    """Post the cards that are due by now, and schedule when the next one is posted anew."""
    today = _today(tx, group)
    for meeting in await meetings_store.upcoming(tx, group.group_id, checks.MOST_AHEAD):
        if meeting.starts_at.astimezone(group.zone).date() - CARD_BEFORE <= today:
            await meetings_notices.post(tx, group, meeting)
    await door.schedule(tx, group)


async def put_right(tx: Tx, group: Group) -> None:
    """Store when the group's coming meetings begin by its present time zone and the present rules of that, and tell of each that changed."""
    for meeting in await _misplaced(tx, group):
        begins = await _start(tx, group, meeting)
        moved = await meetings_store.set_start(tx, await meetings_notices.before_move(tx, group, meeting), begins)
        await tell_moved(tx, group, moved)
    await settle(tx, group)


async def tell_moved(tx: Tx, group: Group, meeting: Meeting) -> None:
    """Queue what is told of a meeting that begins at another time from now on."""
    meeting = await _tell(tx, group, meeting)
    await announce(tx, MEETING_MOVED, group=group, meeting=meeting)


async def skip(tx: Tx, group: Group, meeting: Meeting, reason: str) -> Meeting:
    """Skip a meeting, and queue what is told of that."""
    meeting = await _tell(tx, group, await meetings_store.skip(tx, meeting, reason))
    await announce(tx, MEETING_SKIPPED, group=group, meeting=meeting)
    return meeting


async def _tell(tx: Tx, group: Group, meeting: Meeting) -> Meeting:
    """Queue the edits of the card, and of the event in Discord."""
    series = await meetings_store.series(tx, group.group_id, meeting.series_id)
    if series is not None and series.has_events:
        await meetings_notices.event(tx, meeting)
    return await meetings_notices.show(tx, group, meeting)


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: make what is to be planned, and post what is due; returns False, for there is never more."""
    group = await groups_store.get(tx, group_id)
    for series in await meetings_store.running(tx, group_id):
        await ahead(tx, group, series)
    await settle(tx, group)
    return False


async def misplaced(tx: Tx) -> list[Job]:
    """The pending jobs of all groups that are due at another time than the meetings and the zones' rules give now, or whose meetings are."""
    over = await spread(tx)
    opens: dict[int, datetime] = {}
    wrong: set[int] = set()
    for each in await clock_store.coming_everywhere(tx, door.JOB):
        meeting = each.meeting
        if not meeting.has_begun(tx.now) and meeting.starts_at != occurrences.starts(
            meeting, each.clock, ZoneInfo(each.time_zone)
        ):
            wrong.add(meeting.group_id)
        if meeting.door_at is None:
            opens.setdefault(meeting.group_id, door.opens_at(meeting, over))
    jobs = await jobs_store.pending(tx, door.JOB)
    return [job for job in jobs if job.group_id in wrong or opens.get(job.group_id) != job.due_at]


async def put_job_right(tx: Tx, job: Job) -> None:
    """`put_right` for the group of such a job."""
    await put_right(tx, await groups_store.get(tx, job.group_id))


async def _misplaced(tx: Tx, group: Group) -> list[Meeting]:
    coming = await meetings_store.upcoming(tx, group.group_id, checks.MOST_AHEAD)
    return [each for each in coming if not each.has_begun(tx.now) and each.starts_at != await _start(tx, group, each)]


async def _start(tx: Tx, group: Group, meeting: Meeting) -> datetime:
    series = await meetings_store.series(tx, group.group_id, meeting.series_id)
    assert series is not None, "a meeting refers to its series"
    return occurrences.starts(meeting, series.clock, group.zone)


def _today(tx: Tx, group: Group) -> date:
    return tx.now.astimezone(group.zone).date()
