"""Which periods are reported on, and the numbers of one.

A period consists of the weeks that ended in a calendar month, quarter, half year or year, as the months of closed business do
(`weekly.business`). It is reported on once the last of these weeks is over, so that the periods of two reports hold one another or share no day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.calendar import MIDNIGHT, Period, at_local, months_later, week_start

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Weekday, WeekRules

_WEEK = timedelta(days=7)


class Span(StrEnum):
    """How long a report's period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF_YEAR: 6, Span.YEAR: 12}


@dataclass(frozen=True, slots=True)
class Closed:
    """The weeks that ended in the calendar months from `first`, the first of a month, on. `period` is these weeks."""

    span: Span
    first: date
    period: Period

    @property
    def last_month(self) -> date:
        """The first of its last month."""
        return months_later(self.first, MONTHS[self.span] - 1)

    def before(self, rules: WeekRules) -> Closed:
        """The period of the same length that ends where this one begins."""
        return closed(self.span, months_later(self.first, -MONTHS[self.span]), rules)


def closed(span: Span, first: date, rules: WeekRules) -> Closed:
    """The period of that length whose calendar months begin with `first`."""
    days = (_first_to_end_from(day, rules.week_starts) for day in (first, months_later(first, MONTHS[span])))
    start, end = (at_local(day, MIDNIGHT, rules.zone) for day in days)
    return Closed(span, first, Period(start, end))


def last_closed(span: Span, now: datetime, rules: WeekRules) -> Closed:
    """The last period of that length of which all weeks are over."""
    last_day = week_start(now, rules.zone, rules.week_starts) + _WEEK - timedelta(days=1)
    # The running week belongs to the period in which it ends.
    running = last_day.replace(month=(last_day.month - 1) // MONTHS[span] * MONTHS[span] + 1, day=1)
    return closed(span, months_later(running, -MONTHS[span]), rules)


def _first_to_end_from(day: date, week_starts: Weekday) -> date:
    """The first day of the first week that ends on `day` or later."""
    earliest = day - _WEEK + timedelta(days=1)
    return earliest + timedelta(days=(week_starts - earliest.weekday()) % 7)
