"""The card of a group's trades for its moderators."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from cogs._ui.cards import Card, footnote
from cogs._ui.people import mentioned
from cogs._ui.seats import some_trades, trades
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.i18n import Words
    from bot.membership.seats.service import Taken, TradesOf


def seats_card(words: Words, found: TradesOf) -> Card:
    card = Card().title(f"🪑 {words.t('Trades')}")
    if found.taken:
        heading = f"**{words.t('Taken')}** ({len(found.taken)})"
        card.lines(heading, [_taken(words, each) for each in found.taken], more=partial(_more, words))
    else:
        card.text(words.t("Nobody holds a trade yet."))
    openings(card, words, found)
    return card.small(
        words.t("/group seats look_for adds what you look for; stop_looking takes it off, and so does somebody who holds it.")
    )


def openings(card: Card, words: Words, found: TradesOf) -> None:
    """Add the trades that the group looks for, and others that nobody holds."""
    if found.wanted:
        card.rows("", [trades(words, f"**{words.t('Looked for')}**:", found.wanted)])
    if found.open:
        card.rows("", [some_trades(words, f"**{words.t('Also open')}**:", found.open)])


def _more(words: Words, count: int) -> str:
    return footnote(words.n("and {count} more", "and {count} more", count))


def _taken(words: Words, taken: Taken) -> str:
    holders = f"**{one_line(taken.seat)}** · {words.listed([mentioned(*holder) for holder in taken.holders])}"
    return f"{holders} · 👂 {words.n('{count} waits', '{count} wait', taken.waiting)}" if taken.waiting else holders
