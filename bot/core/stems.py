"""Compares words by their stems: “wedding” and “weddings”, “advogada” and “advogados” have the same one.

The Snowball project's stemmers (https://snowballstem.org/algorithms/) of English and Portuguese, imported at the first search.
"""

from __future__ import annotations

import re
from functools import cache, lru_cache
from typing import Any

_PLURAL = re.compile(r"(?:oes|aes)$|(?<=[aeou])is$|ns$")
"""Endings of Portuguese plurals without their accents (ções, ães, éis, ns): Snowball's rules know them with accents only."""


def same(one: str, other: str) -> bool:
    """Whether two words, both `text.plain`, differ in their endings alone, in English or in Portuguese."""
    return bool(of(one) & of(other))


@lru_cache(maxsize=1 << 16)
def of(word: str) -> frozenset[str]:
    """The stems of a word that is `text.plain`, each after its language, because the English stem of one word may equal the Portuguese stem of another."""
    return frozenset({f"en {_stemmer('english').stemWord(word)}", f"pt {_stemmer('portuguese').stemWord(_singular(word))}"})


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
