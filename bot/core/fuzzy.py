"""Which of many words somebody may mean by one that they typed. rapidfuzz is imported at the first search.

Scores go from 0 to 100, as rapidfuzz counts them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import stems

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIKE = 75
"""The least score of a match: one wrong letter in a word of five."""
SHORT = 3
"""Words of so few letters are matched without typing errors, for one makes another word of them."""
BEGUN, WITHIN = 10, 75
"""The most that a beginning of a word loses; the score of a word inside another."""
SLIP_IN_BEGINNING = 0.85
BEGINNING, OTHER_ENDING = 2, 95
"""Words are compared by their stems where so many first letters are the same; what a word is worth that differs in its ending alone."""
FILLERS = frozenset("a an and as com da das de do dos e em for in no o of os para the to".split())
"""English and Portuguese words that are ignored in a search, unless it holds no other."""
WORDS = 6
"""The most words of a search that are used."""


class Vocabulary:
    """The words that can be found."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._known = frozenset(self._words)

    def like(self, word: str) -> dict[str, float]:
        """{word: score} of those that `word` may be, begin, or stand in; with typing errors where it is none of them."""
        length = len(word)
        found: dict[str, float] = {}
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
    """The words of a search without fillers, each with its share of all their letters."""
    words = ([word for word in typed if word not in FILLERS] or [*typed])[:WORDS]
    total = sum(map(len, words))
    return [(word, len(word) / total) for word in words]


def near(word: str, others: Sequence[str]) -> Iterable[tuple[int, float]]:
    """(index, score) of those among `others` that are `word` but for a typing error."""
    from rapidfuzz import fuzz, process

    return ((at, like) for _, like, at in process.extract(word, others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
