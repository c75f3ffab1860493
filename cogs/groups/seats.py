"""The trades of a group, as its moderators see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model import trades
from cogs._ui.cards import Card
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.services.openings import Taken, TradesOf

LISTED, BETWEEN = 400, " · "
"""Characters that a list of trades may take: a group in two languages has three of them twice in a card."""
ROOM_BELOW = 1200
"""Characters that those who hold a trade leave to what is looked for and open."""


def seat_name(words: Words, seat: str) -> str:
    """A trade as the reader calls it; one of the group's own as it was written."""
    trade = trades.known(seat)
    return trade.name(words.tag) if trade else one_line(seat)


def seats_card(words: Words, found: TradesOf) -> Card:
    card = Card().title(f"🪑 {words.t('Trades')}")
    if found.taken:
        heading = f"**{words.t('Taken')}** ({len(found.taken)})"
        left_out = card.lines(heading, [_taken(words, each) for each in found.taken], ROOM_BELOW)
        if left_out:
            card.small(words.n("and {count} more", "and {count} more", left_out))
    else:
        card.text(words.t("Nobody holds a trade yet."))
    openings(card, words, found)
    return card.small(
        words.t("/group seats look_for adds what you look for; stop_looking takes it off, and so does somebody who holds it.")
    )


def openings(card: Card, words: Words, found: TradesOf) -> None:
    """What is looked for, and what else nobody holds."""
    for label, seats in ((words.t("Looked for"), found.wanted), (words.t("Also open"), found.open)):
        if seats:
            card.text(f"**{label}**: {listed_within(words, seats)}")


def listed_within(words: Words, seats: Sequence[str]) -> str:
    """As many trades as there is room for, and how many were left out."""
    shown: list[str] = []
    room = LISTED
    for name in (seat_name(words, seat) for seat in seats):
        room -= len(name) + len(BETWEEN)
        if room < 0:
            break
        shown.append(name)
    left_out = len(seats) - len(shown)
    more = f" {words.n('and {count} more', 'and {count} more', left_out)}" if left_out else ""
    return f"{BETWEEN.join(shown)}{more}"


def _taken(words: Words, taken: Taken) -> str:
    holders = f"**{seat_name(words, taken.seat)}** · {words.listed([one_line(name) for name in taken.names])}"
    return f"{holders} · 👂 {words.n('{count} waits', '{count} wait', taken.waiting)}" if taken.waiting else holders
