"""The weekly digest: the facts of one period, frozen when it is written. No client's data is among them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.model.weeks import Period

MOST_THANKS = 8
MOST_RANKS = 10
MOST_NEWCOMERS = 8


@dataclass(frozen=True, slots=True)
class Thanked:
    """One public thank-you, in its author's words."""

    author: str
    thanked: str
    message: str


@dataclass(frozen=True, slots=True)
class Place:
    rank: int
    name: str
    people: int
    times: int


@dataclass(frozen=True, slots=True)
class Newcomer:
    name: str
    seat: str
    ideal_referral: str


@dataclass(frozen=True, slots=True)
class Digest:
    """Counts are of the whole period; the lists hold the first of each, `thanks_in_all` says of how many."""

    period: Period
    referrals: int
    receivers: int
    jobs: int
    thanks_in_all: int
    thanks: tuple[Thanked, ...]
    places: tuple[Place, ...]
    unnamed: int
    newcomers: tuple[Newcomer, ...]

    @property
    def is_quiet(self) -> bool:
        return not (self.referrals or self.thanks_in_all or self.newcomers)
