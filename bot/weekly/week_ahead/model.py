"""Records and rules of the suggestions for the week ahead."""

from __future__ import annotations

from datetime import date, timedelta

from msgspec import Struct

NEW_FOR = timedelta(days=60)
"""How long after joining a member is suggested again while they have received no referral."""
_DAYS = 7


class Listener(Struct, frozen=True):
    """A member, and the client whom they look for."""

    user_id: int
    name: str
    seat: str
    ideal_referral: str


def week_number(day: date) -> int:
    """The number of the week, from Monday to Sunday, counted from 0001-01-01, so that it increases by one each week."""
    return (day.toordinal() - 1) // _DAYS
