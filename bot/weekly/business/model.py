"""The group's closed business, as totals from which no member's amount can be derived.

A total needs at least three contributors, is rounded to two significant digits, and covers a closed week or month only. Weeks do
not overlap, and each total is computed once and stored, so that no two totals differ by the amounts of a few members (a
differencing attack; Dwork, “Differential Privacy”, ICALP 2006). A month consists of the weeks that ended in it. Its published
weeks count in it as published; so what remains when they are subtracted is the sum of all other weeks, which has at least three
contributors or none.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import MIDNIGHT, Period, at_local
from bot.core.money import Money

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

FEWEST = 3
"""Minimum number of contributors of a published total."""


@dataclass(frozen=True, slots=True)
class Total:
    """The total of a closed week or month; `money` is None where too few contributed."""

    period: Period
    money: Money | None


def total_of(period: Period, contributors: int, minor: int, currency: str) -> Total:
    """The total of a sum of `minor` units of `currency` by so many contributors."""
    return Total(period, Money(rounded(minor), currency) if contributors >= FEWEST else None)


def month_that_ends_with(week: Period, zone: ZoneInfo) -> Period | None:
    """The weeks that ended in the same month as `week`; None where it is not the last of them."""
    last_day = week.end.astimezone(zone).date() - timedelta(days=1)
    if (last_day + timedelta(days=7)).month == last_day.month:
        return None
    weeks_before = (last_day.day - 1) // 7
    return Period(at_local(last_day - timedelta(days=6 + 7 * weeks_before), MIDNIGHT, zone), week.end)


def rounded(minor: int) -> int:
    """Round to two significant digits, halves up: 123,456 becomes 120,000."""
    unit = 10 ** max(len(str(minor)) - 2, 0)
    return (minor + unit // 2) // unit * unit
