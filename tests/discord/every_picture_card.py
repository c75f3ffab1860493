"""Every card of terms and of the network's picture, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.membership.terms.model import Ending, Term
from bot.membership.terms.service import SLICE, Kept
from bot.reports.network.model import MOST_DOTS, Dot, Graph, Network
from cogs.activity import network
from cogs.members import terms
from tests.discord.longest import COUNT, ID, NOON, WEEK

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def _term(number: int = 0) -> Term:
    return Term(ID, ID - number, NOON.date(), ID)


def _network(words: Words, made: Longest, count: int) -> Card:
    dots = tuple(Dot(made.name(), COUNT) for _ in range(count))
    every = tuple((one, other) for other in range(count) for one in range(other))
    found = Network(Graph(dots, every, is_by_trade=True), COUNT, PeriodName.QUARTER, WEEK, shows_reader=count == 1)
    return network.network_card(words, found, made.text(100))


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    return {
        "term": lambda: terms.term_card(words, Kept(made.member(), _term())),
        "one's year": lambda: terms.year_card(words, _term(), made.text(100)),
        **{f"network of {count}": lambda count=count: _network(words, made, count) for count in (0, 1, MOST_DOTS)},
        "no term": lambda: terms.term_card(words, Kept(made.member(), None)),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    def due(offered_at: datetime | None) -> Card:
        terms_of = (replace(_term(number), offered_at=offered_at) for number in range(SLICE))
        return terms.due_card(language, [Ending(term, made.name()) for term in terms_of], has_menu=True)

    return {
        "terms that end": lambda: due(None),
        "terms that end, offered": lambda: due(NOON),
        "no terms that end": lambda: terms.due_card(language, [], has_menu=True),
    }
