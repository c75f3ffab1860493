"""The days and times of a series, as pure functions; a series has no end of its own."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Protocol

from bot.core.calendar import at_local
from bot.meetings.model import Every

if TYPE_CHECKING:
    from collections.abc import Iterator
    from datetime import time
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Weekday
    from bot.meetings.model import Meeting

_STEPS = {Every.WEEK: timedelta(weeks=1), Every.TWO_WEEKS: timedelta(weeks=2)}
_NTH = {Every.FIRST: 0, Every.SECOND: 1, Every.THIRD: 2, Every.FOURTH: 3}
A_YEAR = timedelta(days=366)


class Rule(Protocol):
    """What says on which days a series meets."""

    @property
    def weekday(self) -> Weekday: ...

    @property
    def every(self) -> Every: ...

    @property
    def first_day(self) -> date: ...


def days(series: Rule, since: date) -> Iterator[date]:
    """The local days of the series from `since` on, the earliest first."""
    since = max(since, series.first_day)
    if (step := _STEPS.get(series.every)) is None:
        return _monthly(series.every, series.weekday, since)
    first = on_weekday(series.first_day, series.weekday)
    return _stepped(first + max(0, -(-(since - first) // step)) * step, step)


def meets_on(series: Rule, day: date) -> bool:
    """Whether the series gives that day."""
    return next(days(series, day)) == day


def common_day(one: Rule, other: Rule, since: date) -> date | None:
    """The first day within a year on which both meet; None where there is none."""
    both = set(takewhile(lambda day: day <= since + A_YEAR, days(one, since)))
    return next((day for day in takewhile(lambda day: day <= since + A_YEAR, days(other, since)) if day in both), None)


def starts(meeting: Meeting, clock: time, zone: ZoneInfo) -> datetime:
    """When a meeting begins, in UTC, by the present rules of the zone: at the time to which it was moved, else at its series' `clock`."""
    if meeting.moved_to is not None:
        return at_local(meeting.moved_to.date(), meeting.moved_to.time(), zone)
    return at_local(meeting.day, clock, zone)


def exists(day: date, clock: time, zone: ZoneInfo) -> bool:
    """Whether a wall clock in `zone` shows that time on that day: a change of the clock skips some (PEP 495)."""
    local = datetime.combine(day, clock)
    return at_local(day, clock, zone).astimezone(UTC).astimezone(zone).replace(tzinfo=None) == local


def on_weekday(since: date, weekday: Weekday) -> date:
    """The first day from `since` on that is that weekday."""
    return since + timedelta(days=(weekday - since.weekday()) % 7)


def _stepped(day: date, step: timedelta) -> Iterator[date]:
    while True:
        yield day
        day += step


def _monthly(every: Every, weekday: Weekday, since: date) -> Iterator[date]:
    month = since.replace(day=1)
    while True:
        following = (month + timedelta(days=31)).replace(day=1)
        if every is Every.LAST:
            day = on_weekday(following - timedelta(days=7), weekday)
        else:
            day = on_weekday(month, weekday) + timedelta(weeks=_NTH[every])
        if day >= since:
            yield day
        month = following
