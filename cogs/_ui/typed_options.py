"""Gives the texts of a refused command back: Discord keeps nothing of a command that was sent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import discord

from bot.core.text import clean
from cogs._ui.cards import Card
from cogs._ui.text import safe_text

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.i18n import Words
    from cogs._ui.interaction import InteractionContext

LONG = 40
"""Characters of a text of several words from which on it is given back; a shorter one, such as a date, stands in the refusal or is soon
typed again, and one word, such as the number of a record, is looked up again.
"""
STRING, WITH_OPTIONS = discord.AppCommandOptionType.string.value, {1, 2}
"""Discord's types of an option: a text; a subcommand and a group of these."""


def typed_again(ctx: InteractionContext) -> Card | None:
    """A card for a refusal, with the long texts that were typed into the command; None where there is none."""
    data: Any = ctx.interaction.data or {}
    texts = [text for text in map(clean, _texts(data.get("options"))) if len(text) >= LONG and " " in text]
    return _Typed(ctx.words, texts) if texts else None


class _Typed(Card):
    """The sentence that is put into it stands above what was typed."""

    def __init__(self, words: Words, texts: list[str]) -> None:
        super().__init__()
        self._said, self._texts = words.t("Copy what you typed from here:"), texts

    def text(self, text: str) -> Card:
        return super().text(text).small(self._said).rows("", [safe_text(each) for each in self._texts])


def _texts(options: Any) -> Iterator[str]:
    """The values of the options that are texts; of what is not as Discord sends it, none."""
    for option in options if isinstance(options, list) else []:
        if not isinstance(option, dict):
            continue
        if option.get("type") in WITH_OPTIONS:
            yield from _texts(option.get("options"))
        elif option.get("type") == STRING and isinstance(value := option.get("value"), str):
            yield value
