"""One's own activity: what a member gave, got and was thanked for. Nobody else sees it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from statistics import median
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.money import Money
    from bot.referrals.history.model import Past
    from bot.referrals.model import Referral


@dataclass(frozen=True, slots=True)
class Partner:
    """What one other member and I passed each other."""

    user_id: int
    name: str
    given: int
    received: int


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


def middle(microseconds: Iterable[int]) -> timedelta | None:
    """The median of some times; None where there is none."""
    taken = list(microseconds)
    return timedelta(microseconds=median(taken)) if taken else None
