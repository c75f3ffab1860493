"""Trades, as their readers call them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.trades import known
from cogs._ui.room import Listing
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words

LISTED, BETWEEN = 400, " · "
"""Units that a list of trades may take, whatever the room: more of them nobody reads."""


def seat_name(words: Words, seat: str) -> str:
    """A trade as the reader calls it; one of the group's own as it was written."""
    trade = known(seat)
    return trade.name(words.tag) if trade else one_line(seat)


def trades(words: Words, heading: str, seats: Sequence[str], unlisted: int = 0) -> Listing:
    """As many trades as there is room for, and how many were left out, `unlisted` others among them."""
    names = [seat_name(words, seat) for seat in seats]
    return inline(words, heading, names, LISTED, unlisted)


def inline(words: Words, heading: str, names: Sequence[str], most: int, unlisted: int = 0) -> Listing:
    """Names one beside the other, of at most so many units, and how many more there are."""

    def more(count: int) -> str:
        return words.n("and {count} more", "and {count} more", count)

    return Listing(heading, names, more, unlisted=unlisted, gap=" ", between=BETWEEN, most=most)
