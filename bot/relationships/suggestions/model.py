"""Whom a member may meet next, why, and in which order."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterable, Sequence
    from datetime import datetime

    from bot.membership.members.model import Texts

SUGGESTED = 3
"""The most members who are suggested at once."""
SHORTLIST = 6
"""Members whose profiles are compared with the asker's; three of them are suggested."""
NEW_FOR = timedelta(days=90)
"""How long after joining somebody is a newcomer."""


class Candidate(Struct, frozen=True):
    """A member who may be suggested.

    `talked_on` is the day of the last talk that the asker noted, None where they noted none. `is_known`: all that they noted, on that day, is
    that they know the member well. `joined_at` is given of a newcomer alone.
    """

    user_id: int
    talked_on: date | None = None
    is_known: bool = False
    joined_at: datetime | None = None


class Common(Struct, frozen=True):
    """What two profiles have in common: words and pieces of the other's profile, as the other wrote them, best first.

    `both_seek`: whom both look for; `they_seek`: what the other looks for and the reader is; `they_offer`: what the other is and the reader
    looks for. `near`: by meaning, the piece of the other's profile that is nearest; "" where it is not compared. `likeness`: the cosine of the
    two profiles, 0 where it is not compared.
    """

    both_seek: tuple[str, ...] = ()
    they_seek: tuple[str, ...] = ()
    they_offer: tuple[str, ...] = ()
    near: str = ""
    likeness: float = 0.0

    @property
    def score(self) -> float:
        """The number of words that speak for a talk, and the cosine."""
        return len(self.both_seek) + len(self.they_seek) + len(self.they_offer) + self.likeness


NOTHING = Common()

if TYPE_CHECKING:
    Compare = Callable[[int, Texts, Sequence[Texts]], Awaitable[list[Common]]]
    """(group id, the reader, others): what the reader has in common with each of the others."""


class Suggestion(Struct, frozen=True):
    """A member whom the reader is suggested to meet, and why."""

    candidate: Candidate
    member: Texts
    common: Common = NOTHING


def chosen(shortlist: Iterable[Suggestion]) -> list[Suggestion]:
    """The SUGGESTED first: without a talk before those with one, the longest ago first; among them newcomers first, then by what is in common.

    What is alike in all of that stays in the order of `shortlist`.
    """
    return sorted(shortlist, key=_place)[:SUGGESTED]


def _place(each: Suggestion) -> tuple[date, bool, float]:
    is_new = each.candidate.joined_at is not None
    # Newcomers keep their order, the newest first.
    return each.candidate.talked_on or date.min, not is_new, 0.0 if is_new else -each.common.score
