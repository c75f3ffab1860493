"""Which message shows which move of a referral, so that moves back and forth are few messages. Pure functions."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.referrals.model import MOVES, Party, Verb

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.referrals.model import Moved

REPEATED_WITHIN = timedelta(hours=1)
"""The receiver's same move again within this time is no new message to the giver: the last one is edited to show it."""


def shown_in(history: Sequence[Moved]) -> list[int]:
    """For each move, the version of the referral whose message shows it: its own, or that of an earlier move.

    All edits share the first one's. A repeated move of the receiver, such as declining after reopening, shares that of their move before it.
    """
    found: list[int] = []
    edited: int | None = None
    last = 0
    made: dict[Verb, datetime] = {}
    # A referral is given at version 1, and each move adds one.
    for version, moved in enumerate(history, start=2):
        own = version
        if moved.verb is Verb.EDIT:
            own = edited = edited or version
        elif _is_receivers(moved.verb):
            again = moved.verb in made and moved.at - made[moved.verb] <= REPEATED_WITHIN
            own = last = last if again else version
            made[moved.verb] = moved.at
        found.append(own)
    return found


def _is_receivers(verb: Verb) -> bool:
    """Whether it is a receiver's move of which the giver reads a line; of a job they read the thanks."""
    move = MOVES.get(verb)
    return move is not None and move.by is Party.RECEIVER and verb is not Verb.WON


def is_repeated(history: Sequence[Moved]) -> bool:
    """Whether the newest move is shown by editing the message of one before, without a new message."""
    return bool(history) and history[-1].verb is not Verb.EDIT and shown_in(history)[-1] != len(history) + 1
