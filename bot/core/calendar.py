"""Weeks, months and the like in a group's own time zone: half-open, `[start, end)`."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from enum import IntEnum, StrEnum
from typing import TYPE_CHECKING, Protocol
from zoneinfo import ZoneInfo

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo


class Weekday(IntEnum):
    """Numbered as `datetime.weekday()` numbers them."""

    MONDAY = 0
    TUESDAY = 1
    WEDNESDAY = 2
    THURSDAY = 3
    FRIDAY = 4
    SATURDAY = 5
    SUNDAY = 6


class WeekRules(Protocol):
    """What decides when a week begins."""

    @property
    def zone(self) -> ZoneInfo: ...

    @property
    def week_starts(self) -> Weekday: ...


MIDNIGHT = time(0)
THE_BEGINNING = datetime(2015, 1, 1, tzinfo=UTC)
"""Before Discord's first snowflake: nothing in a group is older."""


class PeriodName(StrEnum):
    THIS_WEEK = "this_week"
    LAST_WEEK = "last_week"
    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"
    ALL_TIME = "all_time"


@dataclass(frozen=True, slots=True)
class Period:
    """The instants from `start` up to but not including `end`, both in UTC."""

    start: datetime
    end: datetime

    def __contains__(self, instant: datetime) -> bool:
        return self.start <= instant < self.end

    def without(self, others: Iterable[Period]) -> list[Period]:
        """What is left of it when others that lie within it, and apart from each other, are taken out."""
        left: list[Period] = []
        start = self.start
        for other in sorted(others, key=lambda each: each.start):
            left += [Period(start, other.start)] if start < other.start else []
            start = other.end
        return left + ([Period(start, self.end)] if start < self.end else [])


def at_local(day: date, clock: time, zone: ZoneInfo) -> datetime:
    """The instant at which a wall clock in `zone` shows `clock` on `day`.

    An hour that daylight saving skips is taken as much later; of an hour it repeats, the first counts (PEP 495, fold 0).
    """
    return datetime.combine(day, clock, tzinfo=zone).astimezone(UTC)


def week_start(instant: datetime, zone: ZoneInfo, first_day: Weekday) -> date:
    """The local date on which the week that holds `instant` began."""
    day = instant.astimezone(zone).date()
    return day - timedelta(days=(day.weekday() - first_day) % 7)


def period(name: PeriodName, now: datetime, zone: ZoneInfo, first_day: Weekday) -> Period:
    """The named period around `now`; months, quarters and years are the running ones."""
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
        after = _months_later(first, 1)
    elif name is PeriodName.QUARTER:
        first = today.replace(month=(today.month - 1) // 3 * 3 + 1, day=1)
        after = _months_later(first, 3)
    else:
        first = today.replace(month=1, day=1)
        after = first.replace(year=first.year + 1)
    return Period(at_local(first, MIDNIGHT, zone), at_local(after, MIDNIGHT, zone))


def next_daily(after: datetime, clock: time, zone: ZoneInfo) -> datetime:
    """The first instant later than `after` at which a wall clock in `zone` shows that time."""
    today = after.astimezone(zone).date()
    due = at_local(today, clock, zone)
    return due if due > after else at_local(today + timedelta(days=1), clock, zone)


def days_before(instant: datetime, days: int, zone: ZoneInfo) -> datetime:
    """The same wall-clock time so many local days earlier."""
    local = instant.astimezone(zone)
    return at_local(local.date() - timedelta(days=days), local.time(), zone)


def week_before(instant: datetime, zone: ZoneInfo) -> Period:
    """The seven local days that end at `instant`: the same wall-clock time a week earlier up to now."""
    return Period(days_before(instant, 7, zone), instant)


def _months_later(first: date, months: int) -> date:
    years, month = divmod(first.month - 1 + months, 12)
    return date(first.year + years, month + 1, 1)
