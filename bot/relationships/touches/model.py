"""The record of a touch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import date, datetime


class Kind(StrEnum):
    TALKED = "talked"
    """They talked after an introduction."""


@dataclass(frozen=True, slots=True)
class Touch:
    """A contact of two members on one local day of the group; `low_id` is the smaller id.

    `low_noted_at` and `high_noted_at` are when each of the two noted it; None where they did not.
    """

    group_id: int
    low_id: int
    high_id: int
    day: date
    kind: Kind
    low_noted_at: datetime | None = None
    high_noted_at: datetime | None = None

    @property
    def is_mutual(self) -> bool:
        """Whether both noted it, so that it is known to both."""
        return self.low_noted_at is not None and self.high_noted_at is not None

    def is_noted_by(self, user_id: int) -> bool:
        """Whether that one of the two noted it."""
        return (self.low_noted_at if user_id == self.low_id else self.high_noted_at) is not None
