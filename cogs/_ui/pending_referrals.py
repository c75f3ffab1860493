"""The list of referrals that wait for a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.labels import unbroken
from bot.referrals.model import STATE_LABELS
from cogs._ui.cards import menu
from cogs._ui.referral_card import LISTED, client_name
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from cogs._ui.cards import Card


def waiting_list(card: Card, words: Words, waiting: Sequence[tuple[Referral, str]], *, stays: bool = False) -> None:
    """Referrals with their clients, each with its giver's name, and a menu to open one. For a card without amounts.

    Without clients in a message that `stays` and is not edited later: one of them may be taken back or forgotten.
    """

    def line(each: Referral, giver: str) -> str:
        client = [] if stays else [client_name(words, each, LISTED)]
        parts = [f"**{unbroken(each.label)}**", words.t(STATE_LABELS[each.state]), *client]
        return " · ".join([*parts, words.t("from {name}", name=one_line(giver))])

    card.rows(f"**{words.t('Waiting for you')}**", [line(each, giver) for each, giver in waiting], apart=True)
    options = [(str(each.id), f"{each.label} · {giver if stays else each.client.prospect}") for each, giver in waiting]
    card.menu(menu("referrals:open", words.t("Open one"), options))
