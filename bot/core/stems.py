"""Compares words by their stems: “wedding” and “weddings”, “advogada” and “advogados” have the same one.

The Snowball project's stemmers (https://snowballstem.org/algorithms/) of English and Portuguese, imported at the first search.
"""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any

from bot.core.personal_caches import on_emptying

if TYPE_CHECKING:
    from collections.abc import Callable

Stems = frozenset[str]
PUNCTUATION = ".,;:!?…()[]\"'“”‘’«»–-"
"""What may stand before or after a word that is written beside others."""

_PLURAL = re.compile(r"(?:oes|aes)$|(?<=[aeou])is$|ns$")
"""Endings of Portuguese plurals without their accents (ções, ães, éis, ns): Snowball's rules know them with accents only."""
_JOINT = re.compile("['’-]")
"""What may join two parts of a word."""


class Remembered(dict[str, Stems]):
    """{word: its stems}: `read` finds those of a word that is not there yet. At most `most` are kept, and only of words of letters.

    Anything else, such as what has digits or an “@”, may be a contact, which would stay in memory after it was erased.
    """

    def __init__(self, read: Callable[[str], Stems], most: int) -> None:
        super().__init__()
        self._read, self._most = read, most
        on_emptying(self.clear)

    def __missing__(self, word: str) -> Stems:
        found = self._read(word)
        letters = _JOINT.sub("", word.strip(PUNCTUATION))
        if letters.isalpha() or not letters:
            if len(self) >= self._most:
                self.clear()
            self[word] = found
        return found


def same(one: str, other: str) -> bool:
    """Whether two words, both `text.plain`, differ in their endings alone, in English or in Portuguese."""
    return bool(of(one) & of(other))


def _of(word: str) -> Stems:
    """The stems of a word that is `text.plain`, each after its language, because the English stem of one word may equal the Portuguese stem of another."""
    # A number or a code has no ending. Such words are not kept, and Snowball takes 80 µs for one.
    if any(map(str.isdigit, word)):
        return frozenset({f"en {word}", f"pt {word}"})
    return frozenset({f"en {_stemmer('english').stemWord(word)}", f"pt {_stemmer('portuguese').stemWord(_singular(word))}"})


of = Remembered(_of, 1 << 16).__getitem__
"""The stems of a word, as `_of`."""


def _singular(word: str) -> str:
    """A Portuguese word with the ending of a plural replaced by that of the singular; any other word as it is."""

    def ending(found: re.Match[str]) -> str:
        return {"oes": "ao", "aes": "ao", "is": "l", "ns": "m"}[found[0]]

    return _PLURAL.sub(ending, word)


@cache
def _stemmer(language: str) -> Any:
    import snowballstemmer  # pyright: ignore[reportMissingTypeStubs]

    module: Any = snowballstemmer
    return module.stemmer(language)
