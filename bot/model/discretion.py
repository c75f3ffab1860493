"""Keeping clients' names out of what everybody reads."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from bot.model.texts import plain

if TYPE_CHECKING:
    from collections.abc import Iterable

TELLING = 4
"""A word of a name is telling from so many letters on; shorter ones are everywhere."""


def named_in(text: str, clients: Iterable[str], others: Iterable[str] = ()) -> str | None:
    """The first client whom `text` names: in full, or by the first or last word of their name.

    Words that belong to `others`, such as the members who are spoken of, name nobody else.
    """
    said = set(_words(text))
    harmless = {word for name in others for word in _words(name)}
    for client in clients:
        parts = _words(client)
        telling = {part for part in (*parts[:1], *parts[-1:]) if len(part) >= TELLING} - harmless
        in_full = bool(parts) and f" {' '.join(parts)} " in f" {' '.join(_words(text))} "
        if telling & said or (in_full and set(parts) - harmless):
            return client
    return None


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", plain(text))
