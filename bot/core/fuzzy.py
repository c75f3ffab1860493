"""Which of many words somebody may mean by one that they typed. rapidfuzz is imported at the first search."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ALIKE = 75
"""How alike, of 100, a word must be to what was searched: one slip in a word of five letters."""
SHORT = 3
"""In words of so few letters a slip makes another word."""
BEGUN, WITHIN = 10, 75
"""What a word that is only begun may lose; what one is worth that stands within another."""
SLIP_IN_BEGINNING = 0.85
FILLERS = frozenset("a an and as com da das de do dos e em for in no o of os para the to".split())
WORDS = 6
"""As many words of a search are looked at."""


class Vocabulary:
    """The words that there are to find."""

    def __init__(self, words: Iterable[str]) -> None:
        self._words = list(words)
        self._known = frozenset(self._words)

    def like(self, word: str) -> dict[str, float]:
        """The words that `word` may be, begin, or stand in, each with how alike it is; where it is none of ours, with a slip as well."""
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
    """The words of a search that say something, each with its share of all their letters."""
    words = ([word for word in typed if word not in FILLERS] or [*typed])[:WORDS]
    total = sum(map(len, words))
    return [(word, len(word) / total) for word in words]


def near(word: str, others: Sequence[str]) -> Iterable[tuple[int, float]]:
    """Where among the others those stand that are `word` but for a slip, with how alike they are."""
    from rapidfuzz import fuzz, process

    return ((at, like) for _, like, at in process.extract(word, others, scorer=fuzz.ratio, score_cutoff=ALIKE, limit=None))
