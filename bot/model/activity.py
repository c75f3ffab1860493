"""One's own activity: what a member gave, got and was thanked for. Nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date
    from zoneinfo import ZoneInfo

    from bot.model.money import Money
    from bot.model.referrals import Referral
    from bot.model.weeks import Period


@dataclass(frozen=True, slots=True)
class Partner:
    """What one other member and I passed each other."""

    user_id: int
    name: str
    given: int
    received: int


@dataclass(frozen=True, slots=True)
class Past:
    """What is known of the time before: how many they gave to whom, and received from whom; leads, which count for nothing, apart."""

    given: Mapping[int, int] = field(default_factory=dict[int, int])
    received: Mapping[int, int] = field(default_factory=dict[int, int])
    leads_given: int = 0
    leads_received: int = 0
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True, slots=True)
class Activity:
    """`given`, `received` and `partners` include the `past`; `waiting` is each with its giver's name; `brought` are the amounts that the member entered themselves, one a currency.

    `to_contact` and `to_close` are the median times from receiving a referral to being in touch, and to the job, of the last year.
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
    partners: tuple[Partner, ...]
    past: Past


@dataclass(frozen=True, slots=True)
class Deeds:
    """How often something was done, and by or for whom, in alphabetical order."""

    times: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A member's own weekly news: what waits for them, each with its giver's name, and what they gave and got in some days."""

    period: Period
    zone: ZoneInfo
    waiting: tuple[tuple[Referral, str], ...]
    given: Deeds
    received: Deeds
    thanked_by: Deeds
    thanks_said: Deeds

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or any(d.times for d in (self.given, self.received, self.thanked_by, self.thanks_said)))


def middle(microseconds: Iterable[int]) -> timedelta | None:
    """The median of some times; None where there is none."""
    taken = list(microseconds)
    return timedelta(microseconds=median(taken)) if taken else None
