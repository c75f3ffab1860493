"""Closed business of the group as a total in which nobody's amount can be found.

From at least three contributors, rounded to two significant digits, of closed weeks alone. The weeks do not overlap and each is
counted once and kept, so that no two totals differ by a few members' amounts (Dwork's differencing attack).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.model.money import Money

if TYPE_CHECKING:
    from bot.model.weeks import Period

FEWEST = 3
"""Contributors below which no total is told."""


@dataclass(frozen=True, slots=True)
class Total:
    """A closed week's; `money` is None where too few contributed."""

    period: Period
    money: Money | None


def total_of(period: Period, contributors: int, minor: int, currency: str) -> Total:
    """What may be told of a sum."""
    return Total(period, Money(rounded(minor), currency) if contributors >= FEWEST else None)


def rounded(minor: int) -> int:
    """To two significant digits, halves up: 123,456 is 120,000."""
    unit = 10 ** max(len(str(minor)) - 2, 0)
    return (minor + unit // 2) // unit * unit
