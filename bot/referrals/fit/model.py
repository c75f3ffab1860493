"""What fitted of a referral, what is to be learnt of it, and what a receiver can change in their own profile."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_
from bot.referrals.model import State

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence


class Fit(StrEnum):
    """The boxes of the form, as stored."""

    CLIENT = "client"
    PLACE = "place"
    EXPECTED = "expected"
    TIME = "time"


FITTED = {
    Fit.CLIENT: N_("the right kind of client"),
    Fit.PLACE: N_("the right place"),
    Fit.EXPECTED: N_("they expected my call"),
    Fit.TIME: N_("the right time"),
}
LESSONS = {
    Fit.PLACE: N_("outside my area"),
    Fit.CLIENT: N_("another kind of client than mine"),
    Fit.EXPECTED: N_("they did not expect my call"),
    Fit.TIME: N_("it was not the right time"),
}
"""What the giver reads where a box was not ticked; of several the first, what can be known before one refers."""
ENDED = frozenset({State.WON, State.NO_FIT, State.DECLINED})
"""States in which a receiver can say what fitted, and their giver reads it."""
LAST = 5
"""The number of a receiver's latest answers by which they get a hint."""
FROM = 3
"""The number of answers from which on there are hints."""
OFTEN = 2
"""How many of them a hint needs."""


class Told(Struct, frozen=True):
    """A receiver's answer about one referral, both names, and the referral's label."""

    fitted: frozenset[Fit]
    receiver_name: str
    giver_name: str
    label: str


class Hint(Struct, frozen=True):
    """What failed to fit in `count` of the receiver's last `total` answers."""

    missed: Fit
    count: int
    total: int


def lesson(fitted: Collection[Fit]) -> Fit | None:
    """The first of LESSONS that did not fit."""
    return next((fit for fit in LESSONS if fit not in fitted), None)


def hint(answers: Sequence[Collection[Fit]]) -> Hint | None:
    """What most often failed to fit in the latest answers, the first of LESSONS where several did; None for few answers or few misses."""
    if len(answers) < FROM:
        return None
    missed = {fit: sum(fit not in fitted for fitted in answers) for fit in LESSONS}
    worst = max(missed, key=missed.__getitem__)
    return Hint(worst, missed[worst], len(answers)) if missed[worst] >= OFTEN else None


def read(ticked: str) -> frozenset[Fit]:
    """The boxes of a submitted form, whose values are joined by commas; anything else is ignored."""
    return frozenset(fit for fit in Fit if fit in ticked.split(","))


def written(fitted: Collection[Fit]) -> str:
    """The form in which an answer is stored: of one length for all, as a sealed text tells its length."""
    return " ".join(f"{fit}{'+' if fit in fitted else '-'}" for fit in Fit)


def opened(text: str) -> frozenset[Fit]:
    """What `written` wrote."""
    return frozenset(fit for fit in Fit if f"{fit}+" in text.split())
