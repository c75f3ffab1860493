"""Trades, as their readers call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import trades
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words

LISTED, BETWEEN = 400, " · "
"""Characters that a list of trades may take: a group in two languages has three of them twice in a card."""


def seat_name(words: Words, seat: str) -> str:
    """A trade as the reader calls it; one of the group's own as it was written."""
    trade = trades.known(seat)
    return trade.name(words.tag) if trade else one_line(seat)


def listed_within(words: Words, seats: Sequence[str], unlisted: int = 0) -> str:
    """As many trades as there is room for, and how many were left out, `unlisted` others among them."""
    shown: list[str] = []
    room = LISTED
    for name in (seat_name(words, seat) for seat in seats):
        room -= len(name) + len(BETWEEN)
        if room < 0:
            break
        shown.append(name)
    left_out = len(seats) - len(shown) + unlisted
    more = f" {words.n('and {count} more', 'and {count} more', left_out)}" if left_out else ""
    return f"{BETWEEN.join(shown)}{more}"
