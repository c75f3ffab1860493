"""Records and rules of terms."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from datetime import date, datetime

AHEAD = timedelta(days=60)
"""How long before the end of a term moderators read of it."""
LONGEST = timedelta(days=3 * 366)
"""How far ahead a term may end: one that is renewed early for two years still fits."""


class Term(Struct, frozen=True):
    """A member's term: `last_day` is its last day in the group's zone.

    `list_id` is the message in which moderators read that it ends soon, None before; `offered_at` is when a moderator offered the member
    their year, None where none did.
    """

    group_id: int
    user_id: int
    last_day: date
    list_id: int | None = None
    offered_at: datetime | None = None


class Ending(Struct, frozen=True):
    """A member whose term ends soon."""

    term: Term
    name: str


def check_day(day: date | None, typed: str, today: date) -> date:
    """The last day of a term: after `today`, within LONGEST. Raises Refused for any other, and for None, which is no day."""
    example = today.replace(year=today.year + 1, day=min(today.day, 28)).isoformat()
    if day is None:
        raise Refused(
            N_("“{text}” is not a day I can read. Write it like {example}: year, month, day."),
            text=typed.strip()[:40],
            example=example,
        )
    if not today < day <= today + LONGEST:
        raise Refused(
            N_("{day} is not within the coming three years. Choose a day after today, such as {example}."),
            day=day.isoformat(),
            example=example,
        )
    return day
