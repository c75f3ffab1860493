"""The section of needs in the weekly news."""

from __future__ import annotations

from typing import TYPE_CHECKING

from cogs._ui.text import one_line

if TYPE_CHECKING:
    from bot.core.digest_block import Facts
    from bot.i18n import Words
    from cogs._ui.cards import Card


def asks(card: Card, words: Words, facts: Facts) -> None:
    """The open needs, and how many were answered."""
    counts = (
        (facts["answered"], words.n("{count} question was answered", "{count} questions were answered", facts["answered"])),
        (facts["covers"], words.n("{count} cover found", "{count} covers found", facts["covers"])),
    )
    card.rule().rows("", [f"• **{one_line(each['name'])}**: {one_line(each['text'])}" for each in facts["needs"]])
    told = [text for count, text in counts if count]
    if told:
        card.text(f"{words.listed(told)}.")
