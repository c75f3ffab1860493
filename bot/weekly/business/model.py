"""The group's closed business, as totals from which no member's amount can be derived.

A total is told where `may_be_told` says so, is rounded to two significant digits, and covers a closed week or month only. Weeks do
not overlap, and each total is computed once and stored, so that no two totals differ by the amounts of a few members (a
differencing attack; Dwork, “Differential Privacy”, ICALP 2006). A month consists of the weeks that ended in it. Its published
weeks count in it as published; so what remains when they are subtracted is the sum of all other weeks, which has at least three
contributors or none.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Period, at_local
from bot.core.money import Money

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from zoneinfo import ZoneInfo

FEWEST = 3
"""Minimum number of contributors of a published total."""
FAIR_SHARE = 4
"""All but the largest contributor make up at least one in so many of a published total."""
MARGIN = 10
"""What any contributor can take for the most that another contributed is above it by at least one in so many: the p% rule with p = 10."""


class Total(Struct, frozen=True):
    """The total of a closed week or month; `money` is None where it may not be told."""

    period: Period
    money: Money | None


def may_be_told(contributions: Iterable[int]) -> bool:
    """Whether a total of these amounts, one for each contributor, may be published.

    Whoever contributed can subtract their own amount and knows that no other exceeds the rest. The second largest comes closest to the
    largest by that; the p% rule keeps them away (Hundepool et al., “Statistical Disclosure Control”, Wiley 2012, section 4.2.2).
    """
    amounts = sorted((each for each in contributions if each > 0), reverse=True)
    if len(amounts) < FEWEST:
        return False
    largest, _, *others = amounts
    total = sum(amounts)
    return (total - largest) * FAIR_SHARE >= total and sum(others) * MARGIN >= largest


def total_of(period: Period, contributions: Collection[int], currency: str, told: int = 0) -> Total:
    """The total of `contributions` and of the part `told`, which was published before, in minor units of `currency`."""
    minor = told + sum(contributions)
    return Total(period, Money(rounded(minor), currency) if may_be_told(contributions) else None)


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
