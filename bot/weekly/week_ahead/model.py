"""What a group may do in the week ahead: a few concrete things, kind ones, that tell nobody's affairs."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

NEW_FOR = timedelta(days=60)
"""For how long after joining a member is introduced again while nobody has sent them anything."""
_DAYS = 7


@dataclass(frozen=True, slots=True)
class Listener:
    """A member, and whom one should send them."""

    user_id: int
    name: str
    seat: str
    ideal_referral: str


def week_number(day: date) -> int:
    """Counts the weeks without ever starting anew, from Monday to Sunday."""
    return (day.toordinal() - 1) // _DAYS
