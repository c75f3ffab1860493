"""The record of a touch."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import date, datetime

CONFIRM_WITHIN = timedelta(days=14)
"""How long the other may confirm a talk that one of the two noted; then it is deleted."""


class Kind(StrEnum):
    """What a touch was; the values are stored."""

    TALKED = "talked"
    """They talked after an introduction."""
    MET = "met"
    """They had a one-to-one, which the other is asked to confirm."""
    KNOWN = "known"
    """They know each other well since before; the day is the one on which that was noted."""
    CALLED = "called"
    WROTE = "wrote"
    VISITED = "visited"
    ASKED = "asked"
    THANKED = "thanked"


SHARED = (Kind.TALKED, Kind.MET)
"""Kinds that are known to both once both noted them. All others each notes for themselves."""
TALKS = (Kind.TALKED, Kind.MET, Kind.VISITED, Kind.KNOWN)
"""Kinds by which two have talked: the first of the four steps of a pair."""


class Touch(Struct, frozen=True):
    """A contact of two members on one local day of the group, of which a pair has one of each kind a day; `low_id` is the smaller id.

    `low_noted_at` and `high_noted_at` are when each of the two noted it; None where they did not, and then it is no more theirs than
    anybody's: only who noted it reads of it. Topics are for their writer alone, also where both noted it.
    `confirm_until` is until when the other, who was asked, may confirm it; None where nobody was asked, or both noted it.
    """

    id: int
    group_id: int
    low_id: int
    high_id: int
    day: date
    kind: Kind
    low_noted_at: datetime | None = None
    high_noted_at: datetime | None = None
    low_topics: str = ""
    high_topics: str = ""
    confirm_until: datetime | None = None

    @property
    def is_mutual(self) -> bool:
        """Whether both noted it and it is of a kind that is known to both then."""
        return self.kind in SHARED and self.low_noted_at is not None and self.high_noted_at is not None

    @property
    def two(self) -> tuple[int, int]:
        return self.low_id, self.high_id

    def other(self, user_id: int) -> int:
        """The other of the two."""
        return self.high_id if user_id == self.low_id else self.low_id

    def is_noted_by(self, user_id: int) -> bool:
        """Whether that one of the two noted it."""
        return (self.low_noted_at if user_id == self.low_id else self.high_noted_at) is not None

    def waits(self, now: datetime) -> bool:
        """Whether the other may confirm it; once the time is over they can't, also before the daily run has deleted it."""
        return self.confirm_until is not None and now < self.confirm_until

    def topics_of(self, user_id: int) -> str:
        """What that one of the two noted that they talked about."""
        return self.low_topics if user_id == self.low_id else self.high_topics
