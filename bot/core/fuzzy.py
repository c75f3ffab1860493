"""Finds the words of a vocabulary that a typed word may mean. rapidfuzz is imported at the first search, to start quickly."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIKE = 75
"""Minimum of rapidfuzz's `ratio`, of 100, for two words to match: one wrong letter in a word of five."""
SHORT = 3
"""Words up to this length are not matched with typing errors: one wrong letter makes another word."""
BEGUN, WITHIN = 10, 75
"""Scores of partial matches, of 100: a prefix loses up to BEGUN in proportion to what is missing; a substring scores WITHIN."""
SLIP_IN_BEGINNING = 0.85
"""Factor on the score of a prefix that has a typing error."""
FILLERS = frozenset("a an and as com da das de do dos e em for in no o of os para the to".split())
"""English and Portuguese words that are ignored in a search, unless it holds no other."""
WORDS = 6
"""Maximum number of words of a search that are compared."""


class Vocabulary:
    """The words that can be found."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._known = frozenset(self._words)

    def like(self, word: str) -> dict[str, float]:
        """The words of the vocabulary that match `word`, each with a score up to 100.

        A match is the word itself, a word that begins with it, or one that contains it. Where `word` is longer than SHORT and not
        in the vocabulary, words and beginnings of words that differ from it by a typing error match too.
        """
        length = len(word)
        found: dict[str, float] = {}
        if length > SHORT and word not in self._known:
            found = {self._words[at]: SLIP_IN_BEGINNING * like for at, like in near(word, [w[:length] for w in self._words])}
            found |= {self._words[at]: max(like, found.get(self._words[at], 0)) for at, like in near(word, self._words)}
        for other in self._words:
            if other.startswith(word):
                found[other] = 100 - BEGUN + BEGUN * length / len(other)
            elif length >= SHORT and word in other:
                found[other] = max(WITHIN, found.get(other, 0))
        return found


def looked_for(typed: Sequence[str]) -> list[tuple[str, float]]:
    """The words of a search without fillers, at most WORDS, each with its share of their letters as weight."""
    words = ([word for word in typed if word not in FILLERS] or [*typed])[:WORDS]
    total = sum(map(len, words))
    return [(word, len(word) / total) for word in words]


def near(word: str, others: Sequence[str]) -> Iterable[tuple[int, float]]:
    """The indexes in `others` of the words whose `ratio` with `word` is at least ALIKE, each with that ratio."""
    from rapidfuzz import fuzz, process

    return ((at, like) for _, like, at in process.extract(word, others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
