"""The question whether a person is an expected member, for all features that answer people who are not on the roll."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs._ui.cards import Button, Card, button, primary
from cogs._ui.seats import held_trade
from cogs._ui.text import one_line

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.i18n import Words
    from bot.membership.claims.service import Awaited
    from bot.membership.members.model import Listed


def ask(card: Card, words: Words, group_id: int, awaited: Awaited) -> Card:
    """Add the question and its buttons to `card`; adds nothing where nobody is expected."""
    if awaited.claimed is not None:
        name = one_line(awaited.claimed.expected_name)
        return card.text(
            words.t("📨 The moderators are asked whether you are {name}. You will hear from them.", name=f"**{name}**")
        )
    if awaited.alike:
        card.text(f"🙋 {words.t('The group expects somebody who may be you. Are you one of them?')}")
        card.rows("", listed(words, awaited.alike))
    if not awaited.anybody:
        return card
    other = button(f"expected:name:{group_id}", words.t("The group knows me by another name"), "✏️")
    return card.buttons([*thats_me(words, group_id, awaited.alike), other])


def listed(words: Words, expected: Sequence[Listed]) -> list[str]:
    return [f"**{one_line(each.name)}** · {held_trade(words, each.seat)}" for each in expected]


def thats_me(words: Words, group_id: int, expected: Sequence[Listed]) -> list[Button]:
    """One button for each candidate; its custom id holds the group's id, which a direct message does not tell."""
    return [
        primary(f"expected:me:{group_id}:{-each.user_id}", words.t("That's me: {name}", name=each.name), "🙋")
        for each in expected
    ]
