"""Trades in custom ids, and the choice of those that somebody needs."""

from __future__ import annotations

import base64
from hashlib import blake2b
from typing import TYPE_CHECKING

from bot.asks.model import MOST_TRADES, NeedKind
from bot.core.errors import N_, Refused
from bot.core.text import sort_key
from bot.membership.trades import catalogue, known, seat_key
from cogs._ui.cards import Card, button, pages, primary
from cogs._ui.components import choices
from cogs._ui.limits import OPTIONS
from cogs._ui.text import one_line
from cogs.asks.kinds import NEW

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from bot.i18n import Words

BETWEEN = "."
"""Stands between two marks in a custom id; no mark has it."""
GONE = N_("Nobody holds one of the trades that you chose any more. Choose again with /ask, or type it into the form.")


def mark(trade: str) -> str:
    """Eight characters that stand for a trade in a custom id: six of them fit, whatever the trades are called."""
    digest = blake2b(seat_key(trade).encode(), digest_size=6).digest()
    return base64.urlsafe_b64encode(digest).decode()


def marks(trades: Iterable[str]) -> str:
    return BETWEEN.join(map(mark, trades))


def marked(text: str, held: Iterable[str]) -> tuple[str, ...]:
    """The trades of these marks, among the catalogue's and those that are held. Raises Refused for one that is none of them."""
    trades = {mark(trade.id): trade.name("en") for trade in catalogue()} | {mark(seat): seat for seat in held}
    wanted = text.split(BETWEEN)
    if not trades.keys() >= set(wanted):
        raise Refused(GONE)
    return tuple(trades[each] for each in dict.fromkeys(wanted))


def named(typed: str, held: Iterable[str]) -> str:
    """The trade that somebody typed, as the catalogue or its holder writes it; empty where it is none of them."""
    trade = known(typed)
    wanted = seat_key(typed)
    return trade.name("en") if trade else next((seat for seat in held if seat_key(seat) == wanted), "")


def trade_name(words: Words, trade: str) -> str:
    """A trade in the reader's language where it stands as the catalogue calls it, else as it was typed.

    What somebody typed stays: a “beekeeper” is known as a farmer, but that is not whom they look for.
    """
    found = known(trade)
    return found.name(words.tag) if found and trade in {found.name("en"), found.name("pt-BR")} else one_line(trade)


def offered(words: Words, held: Iterable[str]) -> list[tuple[str, str]]:
    """The held trades as (mark, name), each once, by name."""
    named = {mark(seat): trade_name(words, seat) for seat in held}
    return sorted(named.items(), key=lambda each: sort_key(each[1]))


def picked(words: Words, held: Sequence[str], page: int, chosen: str, values: Iterable[str]) -> str:
    """The marks that are chosen after a page's menu was used: `values` in place of what was chosen on that page."""
    here = {each for each, _ in _page(offered(words, held), page)}
    before = [each for each in chosen.split(BETWEEN) if each and each not in here]
    return BETWEEN.join([*before, *(each for each in values if each in here)][:MOST_TRADES])


def trades_card(words: Words, held: Sequence[str], page: int, chosen: str) -> Card:
    """Asks which trades are needed, in pages as long as a menu; then leads to the form."""
    options = offered(words, held)
    page = min(page, max(len(options) - 1, 0) // OPTIONS)
    label, emoji = NEW[NeedKind.CLIENT_NEEDS]
    card = Card().title(f"{emoji} {words.t(label)}")
    card.text(words.t("Which trades are needed? Choose up to {most}, then go on to the form.", most=MOST_TRADES))
    names = dict(options)
    taken = [each for each in chosen.split(BETWEEN) if each in names]
    if taken:
        card.text(words.t("Chosen: {trades}", trades=f"**{' · '.join(names[each] for each in taken)}**"))
    shown = _page(options, page)
    room = MOST_TRADES - len(set(taken) - {each for each, _ in shown})
    if shown and room:
        card.menu(choices(f"ask:trades:{page}:{chosen}", words.t("Trades in the group"), shown, taken, room))
    pages(card, words, "page:trades", chosen, page, more=(page + 1) * OPTIONS < len(options))
    onward = primary(f"ask:named:{chosen}", words.t("Go on"), "▶️")
    card.buttons([onward if taken else button(f"ask:named:{chosen}", words.t("Another trade"), "✏️")])
    return card.small(words.t("A trade that nobody here has you type into the form: then others may know somebody."))


def _page(options: Sequence[tuple[str, str]], page: int) -> Sequence[tuple[str, str]]:
    return options[page * OPTIONS :][:OPTIONS]
