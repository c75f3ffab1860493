"""Splits text into grapheme clusters: what people perceive as one character, however many code points it is made of.

A simplified form of Unicode's rules (UAX #29) that covers combining marks, emoji sequences (UTS #51) and flags.
"""

from __future__ import annotations

import unicodedata

JOINER = "\u200d"
"""U+200D ZERO WIDTH JOINER, which joins emoji into one."""
_SKIN = range(0x1F3FB, 0x1F400)
"""Emoji modifiers: Fitzpatrick skin tones (UTS #51)."""
_TAGS = range(0xE0020, 0xE0080)
"""Tag characters, which name the region of a subdivision's flag, such as Scotland's (UTS #51)."""
_REGIONAL = range(0x1F1E6, 0x1F200)
"""Regional indicators; two of them are one flag (UAX #29, rules GB12 and GB13)."""


def graphemes(text: str) -> list[str]:
    """The grapheme clusters of `text`, in order; joined together they are `text`."""
    seen: list[str] = []
    for character in text:
        if seen and (_adds(character) or seen[-1][-1] == JOINER or _completes_flag(seen[-1], character)):
            seen[-1] += character
        else:
            seen.append(character)
    return seen


def whole_until(text: str, end: int) -> int:
    """The last index up to `end` at which `text` can be cut without splitting a grapheme cluster."""
    while 0 < end < len(text) and _continues(text, end):
        end -= 1
    return end


def _continues(text: str, place: int) -> bool:
    """Whether the character at `place` belongs to the grapheme cluster of the one before it."""
    character = text[place]
    # Combining marks begin at U+0300; most text is below.
    if character < "\u0300":
        return False
    if _adds(character) or text[place - 1] == JOINER:
        return True
    first = place
    # Flags are pairs, counted from the first of the regional indicators that stand together.
    while first and ord(character) in _REGIONAL and ord(text[first - 1]) in _REGIONAL:
        first -= 1
    return (place - first) % 2 == 1


def _adds(character: str) -> bool:
    """Whether the character extends the one before it: a combining mark, a joiner, a skin tone or a tag."""
    if character < "\u0300":
        return False
    return character == JOINER or unicodedata.category(character)[0] == "M" or is_tint(character)


def is_tint(character: str) -> bool:
    """Whether the character only modifies the emoji before it: a skin tone, or a tag of a subdivision's flag."""
    return ord(character) in _SKIN or ord(character) in _TAGS


def _completes_flag(before: str, character: str) -> bool:
    return ord(character) in _REGIONAL and len(before) == 1 and ord(before) in _REGIONAL
