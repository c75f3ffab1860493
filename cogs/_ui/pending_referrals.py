"""What waits for a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.referrals.model import STATE_LABELS
from cogs._ui.cards import menu
from cogs._ui.referral_card import LISTED, client_name
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.referrals.model import Referral
    from cogs._ui.cards import Card


def waiting_list(card: Card, words: Words, waiting: Sequence[tuple[Referral, str]], *, with_client: bool = True) -> None:
    """Referrals, each with its giver's name, and a menu to open one. Clients are not named where an amount stands beside."""

    def line(each: Referral, giver: str) -> str:
        client = [client_name(words, each, LISTED)] if with_client else []
        parts = [f"**{each.label}**", words.t(STATE_LABELS[each.state]), *client, words.t("from {name}", name=one_line(giver))]
        return " · ".join(parts)

    card.rows(f"**{words.t('Waiting for you')}**", [line(each, giver) for each, giver in waiting])
    options = [(str(each.id), f"{each.label} · {each.client.prospect if with_client else giver}") for each, giver in waiting]
    card.menu(menu("referrals:open", words.t("Open one"), options))
