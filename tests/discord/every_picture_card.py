"""Every card of terms and of the network's picture, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.membership.terms.model import Ending, Term
from bot.membership.terms.service import SLICE, Kept
from cogs.members import terms
from tests.discord.longest import ID, NOON

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest


def _term(number: int = 0) -> Term:
    return Term(ID, ID - number, NOON.date(), ID)


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    return {
        "term": lambda: terms.term_card(words, Kept(made.member(), _term())),
        "no term": lambda: terms.term_card(words, Kept(made.member(), None)),
    }


def public_cards(language: str, made: Longest) -> dict[str, Callable[[], Card]]:
    return {
        "terms that end": lambda: terms.due_card(language, [Ending(_term(number), made.name()) for number in range(SLICE)]),
        "no terms that end": lambda: terms.due_card(language, []),
    }
