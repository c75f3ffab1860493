"""Published tables of goals that a group may set itself, and what is told of how far it came.

Goals are the group's, never a person's: those of which everybody has to be part are told only as far as nobody can be found to be missing.
"""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Period, at_local, week_start
from bot.core.errors import N_
from bot.weekly.business.model import FEWEST

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from bot.core.calendar import WeekRules

WHOLE = 10
"""Parts of a bar."""
_WEEK = timedelta(days=7)


class Scheme(StrEnum):
    """The values are stored, and the command's choices."""

    NONE = "none"
    GIVE_FIRST = "give_first"
    STEADY = "steady"
    OPEN_HOUSE = "open_house"


class Measure(StrEnum):
    """What is counted over the closed weeks of a month; the values stand in composed news. GIVERS and RECEIVERS count members, all others acts."""

    GIVERS = "givers"
    RECEIVERS = "receivers"
    REFERRALS = "referrals"
    INTRODUCTIONS = "introductions"
    ANSWERS = "answers"
    THANKS = "thanks"
    GUESTS = "guests"
    NEWCOMERS = "newcomers"

    @property
    def is_of_everybody(self) -> bool:
        return self in {Measure.GIVERS, Measure.RECEIVERS}


class Goal(Struct, frozen=True):
    """So many in a month: `many` for every `members` members; where `members` is 0, `many` whatever their number is."""

    measure: Measure
    text: str
    many: int = 1
    members: int = 1

    def target(self, members: int) -> int:
        return max(1, -(-members * self.many // self.members)) if self.members else self.many


_INTRODUCTIONS = Goal(Measure.INTRODUCTIONS, N_("One introduction for every three members"), members=3)
SCHEMES: Mapping[Scheme, tuple[Goal, ...]] = {
    Scheme.NONE: (),
    Scheme.GIVE_FIRST: (
        Goal(Measure.GIVERS, N_("Every member passes a referral")),
        _INTRODUCTIONS,
        Goal(Measure.ANSWERS, N_("One answer that helped for every three members"), members=3),
    ),
    Scheme.STEADY: (
        Goal(Measure.RECEIVERS, N_("Every member receives a referral")),
        Goal(Measure.REFERRALS, N_("Two referrals for each member"), many=2),
        Goal(Measure.THANKS, N_("One thank-you for every two members"), members=2),
    ),
    Scheme.OPEN_HOUSE: (
        Goal(Measure.GUESTS, N_("One guest for every four members"), members=4),
        Goal(Measure.NEWCOMERS, N_("One new member"), members=0),
        _INTRODUCTIONS,
    ),
}


class Weeks(Struct, frozen=True):
    """The closed weeks of a month, the weeks that ended in it, of which there are `of` in the whole month."""

    closed: tuple[Period, ...]
    of: int

    @property
    def period(self) -> Period:
        return Period(self.closed[0].start, self.closed[-1].end)


class Bar(Struct, frozen=True):
    """How many tenths of a goal are reached, rounded down; None where that may not be told."""

    goal: Goal
    tenths: int | None


def closed_weeks(now: datetime, rules: WeekRules) -> Weeks:
    """The closed weeks of the month in which the last closed week ended."""
    running = week_start(now, rules.zone, rules.week_starts)
    last_day = running - timedelta(days=1)
    count = (last_day.day - 1) // 7 + 1
    following = 0
    while (last_day + (following + 1) * _WEEK).month == last_day.month:
        following += 1
    begins = [at_local(running - number * _WEEK, MIDNIGHT, rules.zone) for number in range(count, -1, -1)]
    return Weeks(tuple(map(Period, begins[:-1], begins[1:])), count + following)


def bar(goal: Goal, n: int, members: int) -> Bar:
    """How far a goal is reached where `n` members, or acts, of its measure were counted and there are so many members."""
    if goal.measure.is_of_everybody:
        return Bar(goal, _of_everybody(n, members))
    return Bar(goal, min(WHOLE, n * WHOLE // goal.target(members)))


def _of_everybody(n: int, members: int) -> int | None:
    """As `bar`, so that from the bar nobody can tell that fewer than FEWEST members are missing, nor that fewer are not.

    One or two who are missing are told as three, one or two who are not as none; where both can't be three, nothing is told.
    """
    if members < 2 * FEWEST:
        return None
    if n >= members:
        return WHOLE
    told = 0 if n < FEWEST else min(n, members - FEWEST)
    return told * WHOLE // members
