"""The offer to see one's own part of the group's goals, and what their tables are called."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.reports.goals.model import Scheme
from cogs._ui.cards import Card, button

if TYPE_CHECKING:
    from bot.i18n import Words

TITLES = {
    Scheme.NONE: N_("none"),
    Scheme.GIVE_FIRST: N_("give first"),
    Scheme.STEADY: N_("steady"),
    Scheme.OPEN_HOUSE: N_("open house"),
}
MINE = "goals:mine"


def offer_card(words: Words, scheme: Scheme) -> Card:
    """The offer, below the numbers of /me; nobody is shown their part who does not press."""
    said = words.t(
        "The group goes for *{scheme}*. Your own part is shown to you alone, if you like.", scheme=words.t(TITLES[scheme])
    )
    return Card().text(f"🎯 {said}").buttons([button(MINE, words.t("Show me mine"), "🎯")])
