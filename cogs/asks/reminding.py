"""What the morning list asks the author of a need."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import reminding
from bot.asks.model import OfferState
from bot.core.text import shortened
from cogs._ui.cards import primary
from cogs.asks.cards import again_button, name_of

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed
    from bot.i18n import Words
    from cogs._ui.cards import Button
    from cogs._ui.morning_items import ItemRenderer

MOST_HELPERS = 3
"""Maximum number of people with a button in one item; /ask shows all."""
NAME = 30
"""Maximum length of a name on a button."""


def unanswered(words: Words, seen: SeenNeed, _: int) -> tuple[str, list[Button]]:
    waits = [each.user_id for each in seen.offers if each.state is OfferState.OFFERED]
    said = words.n(
        "🙋 {name} offered for {need} and waits for your answer. You choose in /ask.",
        "🙋 {name} and others offered for {need} and wait for your answer. You choose in /ask.",
        len(set(waits)),
        name=f"**{name_of(seen, waits[0])}**",
        need=seen.need.label,
    )
    return said, []


def not_helped(words: Words, seen: SeenNeed, _: int) -> tuple[str, list[Button]]:
    helpers = seen.helpers[:MOST_HELPERS]
    labels = [words.t("{name} helped", name=shortened(seen.names.get(each, ""), NAME)) for each in helpers]
    buttons = [primary(f"ask:helped:{seen.need.id}:{each}", label, "💛") for each, label in zip(helpers, labels, strict=True)]
    return words.t("💛 Did somebody help you with {need}?", need=seen.need.label), buttons


def ending(words: Words, seen: SeenNeed, _: int) -> tuple[str, list[Button]]:
    asks = words.t("⌛ {need} ends tomorrow. Do you still look for it?", need=seen.need.label)
    return asks, [again_button(words, seen.need)]


RENDERERS: dict[str, ItemRenderer] = {
    reminding.UNANSWERED: unanswered,
    reminding.HELPED: not_helped,
    reminding.ENDING: ending,
}
