"""The rules of asking a quiet member whether all is well, and of the number that moderators read."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.weekly.business.model import FEWEST

if TYPE_CHECKING:
    from bot.core.calendar import Period

QUIET_FOR = timedelta(weeks=6)
"""Who gave, answered, met and attended nothing for so long is asked; nobody is within so long of joining, or of coming back from leave."""
AGAIN_AFTER = timedelta(days=184)
"""Minimum interval of two questions to a member: two in any 365 days, and one in any half of a calendar year, which has 184 days at most."""


class QuietCheck(Struct, frozen=True):
    """The question to a member of the group, as the morning list shows it."""

    group_id: int


class Asked(Struct, frozen=True):
    """How many members were asked in a quarter and stayed unnamed."""

    quarter: Period
    n: int


def may_be_told(unnamed: int, others: int) -> bool:
    """Whether moderators may read that `unnamed` members were asked, and stayed unnamed, while `others` could have been asked and were not.

    Either number may point at persons: of four members three are everybody but the reader. So there have to be FEWEST of both.
    """
    return unnamed >= FEWEST and others >= FEWEST
