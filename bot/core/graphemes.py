"""What people see as one letter, however many characters it is made of."""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"
_SKIN = range(0x1F3FB, 0x1F400)
_TAGS = range(0xE0020, 0xE0080)
_REGIONAL = range(0x1F1E6, 0x1F200)
"""Two of them are one flag."""


def graphemes(text: str) -> list[str]:
    """`text` by what is seen: a letter with its accents, an emoji with its colour and all that is joined to it, a flag."""
    seen: list[str] = []
    for character in text:
        if seen and (_adds(character) or seen[-1][-1] == JOINER or _completes_flag(seen[-1], character)):
            seen[-1] += character
        else:
            seen.append(character)
    return seen


def whole_until(text: str, end: int) -> int:
    """The last place up to `end` at which `text` can be cut without cutting a grapheme."""
    while 0 < end < len(text) and _continues(text, end):
        end -= 1
    return end


def _continues(text: str, place: int) -> bool:
    """Whether the character there is seen together with the one before it."""
    character = text[place]
    if character < "\u0300":
        return False
    if _adds(character) or text[place - 1] == JOINER:
        return True
    first = place
    while first and ord(character) in _REGIONAL and ord(text[first - 1]) in _REGIONAL:
        first -= 1
    return (place - first) % 2 == 1


def _adds(character: str) -> bool:
    """Whether it is seen together with what stands before it."""
    if character < "\u0300":
        return False
    return character == JOINER or unicodedata.category(character)[0] == "M" or is_tint(character)


def is_tint(character: str) -> bool:
    """Whether it only says how the emoji before it looks: the colour of a skin, the parts of a region's flag."""
    return ord(character) in _SKIN or ord(character) in _TAGS


def _completes_flag(before: str, character: str) -> bool:
    return ord(character) in _REGIONAL and len(before) == 1 and ord(before) in _REGIONAL
