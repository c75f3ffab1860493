"""Records of a member's own activity, which is shown to that member alone."""

from __future__ import annotations

from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import PeriodName

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from bot.core.calendar import Period
    from bot.core.money import Money
    from bot.groups.model import Group
    from bot.referrals.history.model import Past
    from bot.referrals.model import Referral


LATELY = timedelta(days=90)
MUCH_GIVEN, LITTLE_RECEIVED = 5, 1
"""Introductions and answers given within LATELY, at least, and referrals received, at most, of somebody who connects and helps a lot."""


class Exchanges(Struct, frozen=True):
    """How often a member and each other member did something for each other, by the other's id, as the ledger counts it.

    `introduced` are the members whom they introduced to each other, `introduced_by_others` those who introduced them; `helped` are the
    members who said that they helped them, `helped_by_others` those of whom they said so themselves.
    """

    given: Mapping[int, int]
    received: Mapping[int, int]
    introduced: Mapping[int, int]
    introduced_by_others: Mapping[int, int]
    helped: Mapping[int, int]
    helped_by_others: Mapping[int, int]
    thanked_by_others: Mapping[int, int]
    thanks_given: Mapping[int, int]


class Said(Struct, frozen=True):
    """Thanks to the member in their author's words; `day` is that of the group's zone."""

    text: str
    author: str
    day: date


class Year(Struct, frozen=True):
    """What a member gave, got and was thanked for between two days, to be printed: no client, and of amounts only their own.

    `period_name` is None for the twelve months up to the day on which it is read. `names` are those of the members of referrals,
    `said` the last thanks with words, the earliest first; `has_more_said` where the period has earlier ones. `first` is None for all time.
    """

    group: Group
    period_name: PeriodName | None
    first: date | None
    last: date
    exchanges: Exchanges
    names: Mapping[int, str]
    given_won: int
    won: int
    said: tuple[Said, ...]
    has_more_said: bool
    brought: tuple[Money, ...]
    past: Past
    linked_given: int = 0
    linked_received: int = 0
    """Referrals to and from members of linked groups, which are in no other number; thanks for them are in `said`."""


class Partner(Struct, frozen=True):
    """How many referrals the member and one other gave each other."""

    user_id: int
    name: str
    given: int
    received: int


class Activity(Struct, frozen=True):
    """A member's numbers. `given`, `received` and `partners` include `past`, the imported history.

    `introduced` counts the members whom they introduced to each other, `introduced_by_others` those who introduced them; `helped`
    counts the members who said that they helped them, `helped_by_others` how often they said so themselves.

    `waiting` are open referrals, each with its giver's name; `brought` sums the amounts that the member entered, one for each
    currency. `to_contact` and `to_close` are the medians, over the last year, of the times from receiving a referral to the first
    contact and to the state WON; None where no referral reached it.
    """

    waiting: tuple[tuple[Referral, str], ...]
    given: int
    received: int
    won: int
    given_won: int
    to_contact: timedelta | None
    to_close: timedelta | None
    thanked_by_others: int
    thanks_given: int
    brought: tuple[Money, ...]
    introduced: int
    introduced_by_others: int
    helped: int
    helped_by_others: int
    partners: tuple[Partner, ...]
    past: Past
    period_name: PeriodName = PeriodName.ALL_TIME
    period: Period | None = None
    """The period of all fields but `waiting`, `to_contact`, `to_close`, `meetings` and `came_back`; None for all time. `past` is empty for any period."""
    meetings: tuple[int, int] = (0, 0)
    """At how many of the last meetings they were, a substitute counted, and how many these are."""
    came_back: int | None = None
    """How many referrals a member received of late who connects and helps a lot, where they are few; None for all others."""
    linked_given: int = 0
    linked_received: int = 0
    """Referrals to and from members of linked groups, which are in no other field but `waiting`, `brought` and the times taken."""


def has_given_much(introduced: Mapping[int, int], helped: Mapping[int, int]) -> bool:
    """Whether somebody connects and helps a lot, by how often they introduced and helped each other member."""
    # An introduction is counted for each of the two.
    return sum(introduced.values()) // 2 + sum(helped.values()) >= MUCH_GIVEN


def came_back(received: int) -> int | None:
    """`Activity.came_back` of somebody who `has_given_much` and received so many referrals within LATELY."""
    return received if received <= LITTLE_RECEIVED else None


def middle(microseconds: Iterable[int]) -> timedelta | None:
    """The median of durations in microseconds; None where there are none."""
    taken = list(microseconds)
    return timedelta(microseconds=median(taken)) if taken else None
