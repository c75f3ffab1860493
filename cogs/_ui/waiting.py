"""What waits for a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.referrals import STATE_LABELS
from cogs._ui.cards import menu
from cogs._ui.referral_card import LISTED, client_name
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.model.referrals import Referral
    from cogs._ui.cards import Card


def waiting_list(card: Card, words: Words, waiting: Sequence[tuple[Referral, str]]) -> None:
    """Referrals, each with its giver's name, and a menu to open one."""
    lines = [
        f"**{each.label}** · {words.t(STATE_LABELS[each.state])} · {client_name(words, each, LISTED)}"
        f" · {words.t('from {name}', name=one_line(name))}"
        for each, name in waiting
    ]
    card.text("\n".join([f"**{words.t('Waiting for you')}**", *lines]))
    options = [(str(each.id), f"{each.label} · {each.client.prospect}") for each, _ in waiting]
    card.menu(menu("referrals:open", words.t("Open one"), options))
