"""Addresses in asks, which only tips show: a need says whom or what somebody looks for, and is no advert."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.links import without_addresses

if TYPE_CHECKING:
    from bot.i18n import Words


def without_links(words: Words, text: str) -> str:
    return without_addresses(text, words.t("(link left out)"))
