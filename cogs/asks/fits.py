"""A need that fits its reader, in their morning list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.text import shortened
from cogs._ui.text import one_line
from cogs.asks.cards import line_of, name_of

if TYPE_CHECKING:
    from bot.asks.matching.fits import Fitting
    from bot.i18n import Words
    from cogs._ui.components import Button

SHOWN = 150
"""Maximum length of the need's text, in UTF-16 units."""


def fits_you(words: Words, found: Fitting, _stamp: int) -> tuple[str, list[Button]]:
    """The line of the list."""
    need = found.seen.need
    said = words.t(
        "✨ {name} asks the group: “{text}” ({need}). It fits you: *{words}*. Answer it in {channel}.",
        name=name_of(found.seen, need.author_id),
        text=one_line(shortened(line_of(words, need), SHOWN)),
        need=need.label,
        words=one_line(found.words),
        channel=f"<#{found.channel_id}>" if found.channel_id else words.t("no channel yet"),
    )
    return said, []
