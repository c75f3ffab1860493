"""Use cases of calendar files: reading what stands in them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused, not_found
from bot.core.use_case import Service, reads
from bot.meetings import calendar_store, checks, occurrences
from bot.meetings import store as meetings_store
from bot.membership.guards import readable_group

if TYPE_CHECKING:
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.meetings.calendar_store import Occurrence
    from bot.meetings.model import Meeting, Series


class Dated(Struct, frozen=True):
    """A meeting, in the group's time zone."""

    meeting: Meeting
    zone: ZoneInfo


class Ahead(Struct, frozen=True):
    """A series from the occurrence of `first_day` on, with those that are planned or skipped already; `version` as in `calendar_store`."""

    series: Series
    first_day: date
    known: tuple[Occurrence, ...]
    version: int


class Calendars(Service):
    @reads
    async def meeting(self, tx: Tx, actor: Actor, meeting_id: int) -> Dated:
        """A meeting for the calendar of a member or moderator. Raises Refused where it does not take place."""
        group = await readable_group(tx, actor)
        meeting = await meetings_store.get(tx, group.group_id, meeting_id)
        if meeting is None:
            raise not_found()
        if not meeting.is_planned:
            raise Refused(N_("{meeting} is skipped. /meeting next shows when you meet."), meeting=meeting.label)
        return Dated(meeting, group.zone)

    @reads
    async def series(self, tx: Tx, actor: Actor) -> tuple[ZoneInfo, list[Ahead]]:
        """The group's time zone, and its series that are not ended, for members and moderators. Raises Refused where there is none."""
        group = await readable_group(tx, actor)
        running = await meetings_store.running(tx, actor.group_id)
        if not running:
            raise checks.none_planned()
        today = tx.now.astimezone(group.zone).date()
        return group.zone, [await _ahead(tx, each, today) for each in running]


async def _ahead(tx: Tx, series: Series, today: date) -> Ahead:
    # One may have been moved from an earlier day, and be still to come.
    coming = [each.day for each in await meetings_store.after(tx, series, tx.now)]
    first = min([next(occurrences.days(series, today)), *coming])
    known = await calendar_store.since(tx, series, first)
    return Ahead(series, first, tuple(known), await calendar_store.version(tx, series))
