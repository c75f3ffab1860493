"""Which periods are reported on, and the numbers of one.

A period consists of the weeks that ended in a calendar month, quarter, half year or year, as the months of closed business do
(`weekly.business`). It is reported on once the last of these weeks is over, so that the periods of two reports hold one another or share no day.
No amount is computed for a report: its business is what the weekly news told, each total as it was told, added up.
"""

from __future__ import annotations

from collections import defaultdict
from datetime import date, timedelta
from enum import StrEnum
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Period, at_local, months_later, week_of_day, week_start
from bot.core.ledger.model import EntryKind
from bot.core.money import Money
from bot.core.text import sort_key
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence
    from datetime import datetime

    from bot.core.calendar import WeekRules
    from bot.groups.model import Group
    from bot.weekly.business.model import Total

FEWEST_ASKERS = 3
"""Minimum number of people whose asks a time to the first answer is of."""
LET_IN_AT = timedelta(days=1)
"""A meeting is one since a member joined also where they were let in so soon after it began: many are let in at one."""
SETTLING_IN = timedelta(days=14)
"""Whoever is entered so soon after the group was set up was a member before; since when is not known."""
_WEEK = timedelta(days=7)


class Span(StrEnum):
    """How long a report's period is."""

    MONTH = "month"
    QUARTER = "quarter"
    HALF_YEAR = "half_year"
    YEAR = "year"


MONTHS = {Span.MONTH: 1, Span.QUARTER: 3, Span.HALF_YEAR: 6, Span.YEAR: 12}


class Closed(Struct, frozen=True):
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

    def after(self, rules: WeekRules) -> Closed:
        """The period of the same length that begins where this one ends."""
        return closed(self.span, months_later(self.first, MONTHS[self.span]), rules)


def closed(span: Span, first: date, rules: WeekRules) -> Closed:
    """The period of that length whose calendar months begin with `first`."""
    # The first week that ends in a month holds its first day.
    days = (week_of_day(day, rules.week_starts) for day in (first, months_later(first, MONTHS[span])))
    start, end = (at_local(day, MIDNIGHT, rules.zone) for day in days)
    return Closed(span, first, Period(start, end))


def last_closed(span: Span, now: datetime, rules: WeekRules) -> Closed:
    """The last period of that length of which all weeks are over."""
    last_day = week_start(now, rules.zone, rules.week_starts) + _WEEK - timedelta(days=1)
    # The running week belongs to the period in which it ends.
    running = last_day.replace(month=(last_day.month - 1) // MONTHS[span] * MONTHS[span] + 1, day=1)
    return closed(span, months_later(running, -MONTHS[span]), rules)


def begins(span: Span, day: date) -> bool:
    """Whether a calendar month, quarter, half year or year begins on that day."""
    return day.day == 1 and (day.month - 1) % MONTHS[span] == 0


class Tenure(Struct, frozen=True):
    """Somebody who is or was a member, and the trade that they hold, or held last. `changes` are (instant, the trade before it), the newest first.

    `holds`: they keep the trade until moderators remove them, also on leave and after they left the server.
    """

    user_id: int
    name: str
    seat: str
    joined_at: datetime
    left_at: datetime | None
    holds: bool
    belongs: bool
    changes: tuple[tuple[datetime, str], ...] = ()

    def seat_at(self, moment: datetime) -> str:
        """The trade that they held at that instant; empty where they held none."""
        if moment < self.joined_at or (not self.holds and (self.left_at is None or self.left_at <= moment)):
            return ""
        return next((before for at, before in reversed(self.changes) if moment < at), self.seat)

    def belonged_at(self, moment: datetime) -> bool:
        return self.joined_at <= moment and (self.belongs or (self.left_at is not None and moment < self.left_at))


class Told(Struct, frozen=True):
    """Totals of closed business as the weekly news told them, added up: of months, and of weeks in months that were not told.

    `sums` has one for each currency. `months` of the period's `of` months were told, and `weeks` weeks besides.
    """

    sums: tuple[Money, ...] = ()
    months: int = 0
    weeks: int = 0
    of: int = 0


class Numbers(Struct, frozen=True):
    """The numbers of one period.

    `entries` counts the ledger. `receivers` are different members who received a referral; `jobs` were reported in the period. `guests` came,
    `applied` of them say their inviters. `attended` is the sum of the members at `meetings`. `asks` were posted, tips not counted, `answered`
    of them had an offer or a referral; half of these had the first within `to_first_answer`, None where too few people asked. `gained` and
    `lost` are trades; `members` belonged at the end.
    """

    entries: Mapping[EntryKind, int]
    receivers: int
    jobs: int
    guests: int
    applied: int
    meetings: int
    attended: int
    asks: int
    answered: int
    to_first_answer: timedelta | None
    members: int
    joined: int
    left: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]
    business: Told

    @property
    def introductions(self) -> int:
        """An introduction has an entry for each of the two."""
        return self.entries[EntryKind.INTRODUCTION] // 2

    @property
    def at_a_meeting(self) -> int | None:
        """The mean number of members at a meeting, rounded; None where none was held."""
        return round(self.attended / self.meetings) if self.meetings else None


class Report(Struct, frozen=True):
    """The numbers of a period, and of the one before it; None where the group began later."""

    group: Group
    of: Closed
    numbers: Numbers
    before: Numbers | None

    @property
    def began(self) -> datetime | None:
        """When the group was set up, where a part of what is reported on or compared with is from before its members were entered."""
        set_up_at = self.group.set_up_at
        earliest = self.of if self.before is None else self.of.before(self.group)
        return set_up_at if set_up_at is not None and set_up_at + SETTLING_IN > earliest.period.start else None


def to_first_answer(asks: Iterable[tuple[int, int]]) -> timedelta | None:
    """The median of times, each an asker's id and microseconds; None where fewer than FEWEST_ASKERS people asked."""
    known = list(asks)
    if len({asker for asker, _ in known}) < FEWEST_ASKERS:
        return None
    return timedelta(microseconds=median(taken for _, taken in known))


def told_in(months: Iterable[Total], weeks: Iterable[Total], of: Closed) -> Told:
    """What was told of a period: each total belongs to the period in which it ends."""
    own = [each for each in months if of.period.start < each.period.end <= of.period.end]
    whole = [each for each in own if each.money is not None]
    apart = [
        each
        for each in weeks
        if of.period.start < each.period.end <= of.period.end
        and each.money is not None
        and not any(month.period.start < each.period.end and each.period.start < month.period.end for month in whole)
    ]
    sums: defaultdict[str, int] = defaultdict(int)
    for each in (*whole, *apart):
        assert each.money is not None
        sums[each.money.currency] += each.money.minor
    amounts = tuple(Money(minor, currency) for currency, minor in sorted(sums.items()))
    return Told(amounts, len(whole), len(apart), MONTHS[of.span])


class Changed(Struct, frozen=True):
    """How the members and their trades changed in a period, as in `Numbers`."""

    members: int
    joined: int
    left: int
    gained: tuple[str, ...]
    lost: tuple[str, ...]


def compared_from(span: Period, set_up_at: datetime) -> Period:
    """The part of the period over which changes of members are told: where the group was set up in it, from when its members were entered."""
    return Period(min(max(span.start, set_up_at + SETTLING_IN), span.end), span.end)


def changed_in(people: Sequence[Tenure], span: Period) -> Changed:
    """A trade is gained where it is held at the end and was not at the beginning, and lost in the reverse; each as a holder wrote it."""
    last = span.end - timedelta.resolution
    present = [each for each in people if each.belonged_at(last)]
    before, after = (
        {seat_key(seat): seat for each in people if (seat := each.seat_at(moment))} for moment in (span.start, span.end)
    )
    return Changed(
        members=len(present),
        joined=sum(each.joined_at in span for each in present),
        left=sum(each.belonged_at(span.start) and not each.belonged_at(last) for each in people),
        gained=tuple(sorted((seat for key, seat in after.items() if key not in before), key=sort_key)),
        lost=tuple(sorted((seat for key, seat in before.items() if key not in after), key=sort_key)),
    )
