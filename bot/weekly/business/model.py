"""Closed business of the group as a total in which nobody's amount can be found.

From at least three contributors, rounded to two significant digits, of closed weeks and months alone. The weeks do not overlap and
each is counted once and kept, so that no two totals differ by a few members' amounts (Dwork's differencing attack). A month is the
weeks that ended in it: its weeks that were told count in it as they were told, so what is left of it when they are subtracted is
what was entered in all the others, and that is from three members too, or from nobody.
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
"""Contributors below which no total is told."""


@dataclass(frozen=True, slots=True)
class Total:
    """A closed week's or month's; `money` is None where too few contributed."""

    period: Period
    money: Money | None


def total_of(period: Period, contributors: int, minor: int, currency: str) -> Total:
    """What may be told of a sum."""
    return Total(period, Money(rounded(minor), currency) if contributors >= FEWEST else None)


def month_that_ends_with(week: Period, zone: ZoneInfo) -> Period | None:
    """The weeks that ended in the same month as `week`; None where it is not the last of them."""
    last_day = week.end.astimezone(zone).date() - timedelta(days=1)
    if (last_day + timedelta(days=7)).month == last_day.month:
        return None
    weeks_before = (last_day.day - 1) // 7
    return Period(at_local(last_day - timedelta(days=6 + 7 * weeks_before), MIDNIGHT, zone), week.end)


def rounded(minor: int) -> int:
    """To two significant digits, halves up: 123,456 is 120,000."""
    unit = 10 ** max(len(str(minor)) - 2, 0)
    return (minor + unit // 2) // unit * unit
