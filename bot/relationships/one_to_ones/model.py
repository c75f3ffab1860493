"""The records of one-to-ones, and their rules."""

from __future__ import annotations

from datetime import timedelta
from enum import IntEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_
from bot.core.text import LINE, Field

if TYPE_CHECKING:
    from datetime import datetime

ASK_AGAIN = timedelta(days=14)
"""How long after a question nobody is asked again by the same member, whatever they said: another time looks like silence."""
AGREED_FOR = timedelta(days=60)
"""How long after a yes either of the two may plan the talk."""

TOPICS = Field(N_("What you talked about"), 400, required=False)
PLACE = Field(N_("Place"), LINE, required=False)


class Answer(IntEnum):
    """What somebody said who was asked for a talk; the numbers are stored."""

    NOTHING = 0
    YES = 1
    ANOTHER_TIME = 2


class Request(Struct, frozen=True):
    """The last time that one member asked another whether they talk. Another time is told to nobody, the asker least of all."""

    id: int
    group_id: int
    asker_id: int
    asked_id: int
    asked_at: datetime
    answer: Answer = Answer.NOTHING
    answered_at: datetime | None = None

    def rests(self, now: datetime) -> bool:
        """Whether the asker can't ask again yet."""
        return now < self.asked_at + ASK_AGAIN

    def is_agreed(self, now: datetime) -> bool:
        """Whether a yes still allows to plan the talk."""
        return self.answer is Answer.YES and self.answered_at is not None and now < self.answered_at + AGREED_FOR


class Plan(Struct, frozen=True):
    """When and where two members talk; `low_id` is the smaller id, `version` counts how often it was planned."""

    id: int
    group_id: int
    low_id: int
    high_id: int
    starts_at: datetime
    place: str = ""
    version: int = 1

    @property
    def two(self) -> tuple[int, int]:
        return self.low_id, self.high_id

    def other(self, user_id: int) -> int:
        """The other of the two."""
        return self.high_id if user_id == self.low_id else self.low_id
