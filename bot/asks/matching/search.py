"""Searches the texts of a group: what was asked, answered and told before, best first; accents, endings and typing errors aside."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.matching.model import LETTERS, SEARCHED, EntryKind
from bot.asks.matching.stopwords import STOPWORDS
from bot.asks.matching.words import Words
from bot.core.fuzzy import ALIKE, Vocabulary, looked_for
from bot.core.text import compared
from bot.membership.profiles.search import words_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.asks.matching.model import Entry

NEAR = 0.25
"""Least cosine of a search and a text that is found by its meaning alone."""
SAME = 0.6
"""Least cosine of two questions that ask the same, where they have no word in common."""
SHARED, ENOUGH = 0.5, 2
"""Least share of the words of the shorter of two questions that the other one has, and their least number."""
HUNDRED = 100


def ranked(search: str, entries: Sequence[Entry], likeness: Sequence[float] = ()) -> list[Entry]:
    """Those of the newest SEARCHED entries that fit, best first, newer ones first where they fit alike.

    `entries` are newest first. `likeness` has the cosine of each with the search, by meaning; empty where that is not known.
    """
    seen = entries[:SEARCHED]
    by_words = _by_words(search, seen)
    scores: dict[int, float] = {}
    for number in range(len(seen)):
        near = likeness[number] if number < len(likeness) else 0.0
        if number in by_words or near >= NEAR:
            scores[number] = by_words.get(number, 0.0) + max(near, 0.0)
    return [seen[number] for number in sorted(scores, key=lambda number: (-scores[number], number))]


def answered_before(question: str, entries: Sequence[Entry], likeness: Sequence[float] = ()) -> Entry | None:
    """The earlier question that asks the same and has an answer that helped; None where there is none. Arguments as for `ranked`."""
    wanted = Words(question)
    best: tuple[float, Entry] | None = None
    for number, entry in enumerate(entries[:SEARCHED]):
        if entry.kind is not EntryKind.QUESTION or not entry.is_helped:
            continue
        near = likeness[number] if number < len(likeness) else 0.0
        shared = _shared(wanted, Words(entry.text))
        score = shared + max(near, 0.0)
        if (shared or near >= SAME) and (best is None or score > best[0]):
            best = score, entry
    return best[1] if best else None


def _by_words(search: str, entries: Sequence[Entry]) -> Mapping[int, float]:
    """{index: score from 0 to 1} of the entries that have nearly all that was typed, or most of its words."""
    typed = compared(search[:LETTERS]).split()
    words = looked_for([word for word in typed if word not in STOPWORDS] or typed)
    if not words:
        literal = search.strip()
        return {number: 1.0 for number, entry in enumerate(entries) if literal and literal in entry.text}
    holding: dict[str, list[int]] = {}
    for number, entry in enumerate(entries):
        for word in set(words_of(entry.text)):
            holding.setdefault(word, []).append(number)
    vocabulary = Vocabulary(holding)
    scores: dict[int, float] = {}
    hits: dict[int, int] = {}
    for word, share in words:
        best: dict[int, float] = {}
        for other, like in vocabulary.like(word).items():
            for number in holding[other]:
                best[number] = max(best.get(number, 0.0), like)
        for number, like in best.items():
            scores[number] = scores.get(number, 0.0) + like * share
            hits[number] = hits.get(number, 0) + 1
    return {number: score / HUNDRED for number, score in scores.items() if score >= ALIKE or 2 * hits[number] > len(words)}


def _shared(one: Words, other: Words) -> float:
    """The share of the shorter one's words that the other has; 0 where that is too little to be the same question."""
    number, shorter = len(one.among(other.stems)), min(len(one), len(other))
    return number / shorter if number >= min(ENOUGH, shorter) and number >= SHARED * shorter > 0 else 0.0
