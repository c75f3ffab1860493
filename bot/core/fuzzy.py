"""Fuzzy search in a set of words: by prefix, part, stem, and with typing errors. rapidfuzz is imported at the first search.

Scores are rapidfuzz's, from 0 to 100 (https://rapidfuzz.github.io/RapidFuzz/Usage/fuzz.html#ratio).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIKE = 75
"""Minimum score of a match: one wrong letter in a word of five has 80, in one of four 75."""
SHORT = 3
"""Words of at most so many letters are matched without typing errors, because one error makes another word of them."""
BEGUN, WITHIN = 10, 75
"""The most that a prefix loses against the whole word, in proportion to what is missing; the score of a word inside another."""
SLIP_IN_BEGINNING = 0.85
"""Factor of the score of a prefix with a typing error."""
BEGINNING, OTHER_ENDING = 2, 95
"""Number of first letters that must be equal before stems are compared; the score of a word with the same stem."""
FILLERS = frozenset("a an and as com da das de do dos e em for in no o of os para the to".split())
"""English and Portuguese words that are ignored in a search, unless it holds no other."""
WORDS = 6
"""The most words of a search that are used."""


class Vocabulary:
    """The words that can be found by `like`."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._known = frozenset(self._words)

    def like(self, word: str) -> dict[str, float]:
        """{word: score} of the words that begin with `word`, contain it or have its stem.

        Where `word` is none of the vocabulary's, those that it equals or begins but for a typing error are found too.
        """
        length = len(word)
        found: dict[str, float] = {}
        # A word that somebody uses is no typing error.
        if length > SHORT and word not in self._known:
            found = {self._words[at]: SLIP_IN_BEGINNING * like for at, like in near(word, [w[:length] for w in self._words])}
            found |= {self._words[at]: max(like, found.get(self._words[at], 0)) for at, like in near(word, self._words)}
        for other in self._words:
            if other.startswith(word):
                found[other] = 100 - BEGUN + BEGUN * length / len(other)
            elif length >= SHORT and other[:BEGINNING] == word[:BEGINNING] and stems.same(word, other):
                found[other] = OTHER_ENDING
            elif length >= SHORT and word in other:
                found[other] = max(WITHIN, found.get(other, 0))
        return found


def looked_for(typed: Sequence[str]) -> list[tuple[str, float]]:
    """The words of a search without fillers, each with its share of all their letters; the shares add up to 1."""
    words = ([word for word in typed if word not in FILLERS] or [*typed])[:WORDS]
    total = sum(map(len, words))
    return [(word, len(word) / total) for word in words]


def near(word: str, others: Sequence[str]) -> Iterable[tuple[int, float]]:
    """(index, score) of those among `others` whose similarity to `word` is at least ALIKE."""
    from rapidfuzz import fuzz, process

    return ((at, like) for _, like, at in process.extract(word, others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
