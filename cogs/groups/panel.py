"""The panel: a message to pin, with buttons for what members do most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.declarations import declared
from bot.groups.model import PublicLanguage
from bot.i18n import words
from cogs._ui.cards import Button, Card, button, primary, public

if TYPE_CHECKING:
    from bot.i18n import Words


def panel_card(language: str) -> Card:
    """The panel's card; its buttons are declared and answered by the features, privately to whoever presses one."""
    first = words(PublicLanguage(language).first)
    return public(language, _fill).buttons(_buttons(first, is_below=False)).buttons(_buttons(first, is_below=True))


def _fill(card: Card, words: Words) -> None:
    card.title(f"🤝 {words.t('Pass on a good word')}")
    card.text(
        words.t(
            "**Refer someone**: you know somebody who needs a member's help.\n**Thank**: somebody's referral became work, or they"
            " were just kind.\n**My referrals**: what waits for you, and what became of what you gave."
        )
    )
    card.small(words.t("Only you see what opens. Clients' names and contacts are seen by giver and receiver only."))


def _buttons(words: Words, *, is_below: bool) -> list[Button]:
    """The buttons of one of the two rows."""
    return [
        (primary if each.is_primary else button)(each.custom_id, words.t(each.label), each.emoji)
        for each in declared().panel
        if each.is_below is is_below
    ]
