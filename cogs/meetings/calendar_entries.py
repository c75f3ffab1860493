"""Meetings as entries of a calendar."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.calendar import at_local
from bot.meetings.calendar_files import Occasion, Series, uid

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.meetings.calendars import Ahead
    from bot.meetings.model import Meeting


def of_meeting(meeting: Meeting, title: str) -> Occasion:
    """One meeting, with an id of its own.

    As an exception of its series (its UID with a RECURRENCE-ID) it would stand once beside the series, but not alone: some calendars drop an exception
    whose series they don't have (https://github.com/tutao/tutanota/issues/5706), and others put it in place of the series
    (https://github.com/etesync/etesync-web/issues/67).
    """
    place = location(meeting.group_id, meeting.place, meeting.channel_id)
    key = uid("meeting", meeting.group_id, meeting.id)
    return Occasion(key, meeting.starts_at, meeting.minutes, title, place, meeting.label, meeting.version)


def of_series(found: Ahead, zone: ZoneInfo, title: str) -> Series:
    """A series without what is skipped, and with the occurrences that differ from its rule."""
    series, skipped, changed = found.series, list[date](), dict[date, Occasion]()
    key = uid("series", series.group_id, series.id)
    place = location(series.group_id, series.place, series.channel_id)
    for each in found.known:
        starts_at = at_local(each.day, series.clock, zone)
        other_place = location(series.group_id, each.place, each.channel_id)
        if each.is_skipped:
            skipped.append(each.day)
        elif (each.starts_at, each.minutes, other_place) != (starts_at, series.minutes, place):
            changed[each.day] = Occasion(key, each.starts_at, each.minutes, title, other_place, version=found.version)
    first = Occasion(key, at_local(found.first_day, series.clock, zone), series.minutes, title, place, version=found.version)
    return Series(first, series.every, series.weekday, found.first_day, series.clock, skipped, changed)


def location(group_id: int, place: str, channel_id: int | None) -> str:
    """Where it is: the place, and a link to the channel."""
    link = f"https://discord.com/channels/{group_id}/{channel_id}" if channel_id else ""
    return " · ".join(filter(None, (place, link)))
