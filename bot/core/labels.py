"""Labels of records, such as R-42: how people read them, and how they type them."""

from __future__ import annotations

import re

from bot.core.contacts.characters import plain_characters

_LABEL = re.compile(r"[A-Z]-[0-9]+")
_TYPED = re.compile(r"\s*([a-z])-?([0-9]{1,9})\s*", re.ASCII | re.IGNORECASE)
_NO_BREAK_HYPHEN = "\u2011"
"""No line ends after it (Unicode Standard Annex 14, class GL)."""


def is_label(text: str) -> bool:
    """Whether it is a label, as records have them."""
    return text[1:2] == "-" and _LABEL.fullmatch(text) is not None


def unbroken(text: str) -> str:
    """A label as it is shown in a text that Discord breaks into lines; any other text as it is."""
    return text.replace("-", _NO_BREAK_HYPHEN) if is_label(text) else text


def read_label(typed: str) -> tuple[str, int] | None:
    """The capital letter and the number of a label that somebody typed or copied, with any hyphen or none; None where it is none."""
    found = _TYPED.fullmatch(plain_characters(typed))
    return (found[1].upper(), int(found[2])) if found else None
