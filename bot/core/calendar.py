"""Weeks, months, quarters and years in a group's time zone, as half-open intervals `[start, end)` of UTC instants."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo


class Weekday(IntEnum):
    """The days of the week, with the numbers of `datetime.weekday()`."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class WeekRules(Protocol):
    """The settings that decide when a week begins."""

    @property
    def zone(self) -> ZoneInfo:
        """The time zone in whose local days weeks begin and end."""
        ...

    @property
    def week_starts(self) -> Weekday:
        """The day with which a week begins."""
        ...


MIDNIGHT, NOON = time(0), time(12)
FEBRUARY, ITS_DAYS = 2, 28
THE_BEGINNING = datetime(2015, 1, 1, tzinfo=UTC)
"""The first instant of Discord's snowflakes (https://discord.com/developers/docs/reference#snowflakes)."""


class PeriodName(StrEnum):
    """The periods that people choose; which days each has, `period` says."""

    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL_TIME = "all_time"


class Period(Struct, frozen=True):
    """The instants from `start` up to but not including `end`, both in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def without(self, others: Iterable[Period]) -> list[Period]:
        """The parts of this period that are outside `others`, which must lie within it and must not overlap."""
        left: list[Period] = []
        start = self.start
        for other in sorted(others, key=lambda each: each.start):
            left += [Period(start, other.start)] if start < other.start else []
            start = other.end
        return left + ([Period(start, self.end)] if start < self.end else [])


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The UTC instant at which a wall clock in `zone` shows `clock` on `day`.

    A time that a change to daylight saving skips is moved forward by the length of the gap; of a time that occurs twice the
    first is taken (PEP 495, fold=0).
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def week_start(instant: datetime, zone: ZoneInfo, first_day: Weekday) -> date:
    """The local date on which the week that holds `instant` began."""
    return week_of_day(instant.astimezone(zone).date(), first_day)


def week_of_day(day: date, first_day: Weekday) -> date:
    """The date on which the week that holds `day` began."""
    return day - timedelta(days=(day.weekday() - first_day) % 7)


def period(name: PeriodName, now: datetime, zone: ZoneInfo, first_day: Weekday) -> Period:
    """The named period that contains `now`; for LAST_WEEK the week before it, for ALL_TIME everything up to a day after `now`."""
    if name is PeriodName.ALL_TIME:
        return Period(THE_BEGINNING, now + timedelta(days=1))
    today = now.astimezone(zone).date()
    week = week_start(now, zone, first_day)
    if name is PeriodName.THIS_WEEK:
        first, after = week, week + timedelta(days=7)
    elif name is PeriodName.LAST_WEEK:
        first, after = week - timedelta(days=7), week
    elif name is PeriodName.MONTH:
        first = today.replace(day=1)
        after = months_later(first, 1)
    elif name is PeriodName.QUARTER:
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        after = months_later(first, 3)
    else:
        first = today.replace(month=1, day=1)
        after = first.replace(year=first.year + 1)
    return Period(at_local(first, MIDNIGHT, zone), at_local(after, MIDNIGHT, zone))


def twelve_months(now: datetime, zone: ZoneInfo) -> Period:
    """The local days after that of the same date a year ago, up to the end of today. On 29 February that date is the 28th."""
    today = now.astimezone(zone).date()
    year_ago = today.replace(year=today.year - 1, day=min(today.day, ITS_DAYS) if today.month == FEBRUARY else today.day)
    start, end = (at_local(day + timedelta(days=1), MIDNIGHT, zone) for day in (year_ago, today))
    return Period(start, end)


def next_daily(after: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant after `after` at which a wall clock in `zone` shows `clock`."""
    # To the next local date and not 24 hours on, which is another time by the wall clock where daylight saving changes
    # that night.
    today = after.astimezone(zone).date()
    due = at_local(today, clock, zone)
    return due if due > after else at_local(today + timedelta(days=1), clock, zone)


def days_before(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The instant `days` local days earlier at the same wall-clock time in `zone`."""
    local = instant.astimezone(zone)
    return at_local(local.date() - timedelta(days=days), local.time(), zone)


def days_after(instant: datetime, first: int, last: int, zone: ZoneInfo) -> Period:
    """The local days from `first` to `last` days after that of `instant`."""
    today = instant.astimezone(zone).date()
    start, end = (at_local(today + timedelta(days=count), MIDNIGHT, zone) for count in (first, last + 1))
    return Period(start, end)


def week_before(instant: datetime, zone: ZoneInfo) -> Period:
    """The seven local days that end at `instant`. They last 167 or 169 hours where daylight saving changes within them."""
    return Period(days_before(instant, 7, zone), instant)


def named_days(span: Period, zone: ZoneInfo) -> tuple[date, date]:
    """The first and the last local date by which people name a period.

    A period of whole weeks that begins and ends within a day, as from Monday 09:00 to Monday 09:00, is named by seven days a week: the
    day of the cut belongs to the period that has more of it, so that consecutive periods share no day.
    """
    # The interval is half-open: the last instant that belongs to it is a microsecond before its end.
    start, end = span.start.astimezone(zone), (span.end - timedelta(microseconds=1)).astimezone(zone)
    first, last = start.date(), end.date()
    if last > first and last.weekday() == first.weekday():
        if start.time() < NOON:
            last -= timedelta(days=1)
        else:
            first += timedelta(days=1)
    return first, last


def months_later(first: date, months: int) -> date:
    """The first of the month that many months later, or earlier where it is below zero."""
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
