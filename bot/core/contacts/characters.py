"""The characters in which people write contacts, brought to the ASCII ones that mean the same.

Phones and messengers write a number with non-breaking hyphens (U+2011) and spaces, keyboards of other scripts with their own
digits and full-width signs. Each character is replaced by one, or left out where it shows nothing.
"""

from __future__ import annotations

import unicodedata

_ZERO_WIDTH_JOINERS = "\u200c\u200d"
"""U+200C and U+200D, which are kept: they change how the letters or emoji beside them are shown."""
_OF_CATEGORY = {"Pd": "-", "Zs": " ", "Cf": ""}
_ALIKE = {
    **dict.fromkeys("\u2212\u30fc\uff70\u2500\u23af", "-"),
    **dict.fromkeys("\u2044\u2215\u29f8", "/"),
    **dict.fromkeys("\u00b7\u2022\u2219\u22c5\u30fb\uff65", "."),
}
"""Signs of other categories that are used as a dash, a slash or a dot, such as U+2212 MINUS SIGN."""
_FULL_WIDTH = range(0xFF01, 0xFF5F)
_TO_ASCII = 0xFEE0
"""The distance of a full-width character's code point from that of its ASCII character."""


def plain_characters(text: str) -> str:
    """`text` with ASCII digits, dashes, spaces and signs in place of those that look like them."""
    return text if text.isascii() else "".join(map(_plain, text))


def _plain(character: str) -> str:
    if character.isascii() or character in _ZERO_WIDTH_JOINERS:
        return character
    if ord(character) in _FULL_WIDTH:
        return chr(ord(character) - _TO_ASCII)
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _ALIKE.get(character) or _OF_CATEGORY.get(category, character)
