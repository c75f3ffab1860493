"""What two profiles have in common: whom both look for, and what one looks for and the other is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec.structs import replace

from bot.asks.matching.both import FITS, nearest_pieces, profile_text
from bot.asks.matching.model import Query
from bot.asks.matching.words import REASONS, Words, stems_as_written, trade_among
from bot.core.stems import PUNCTUATION
from bot.relationships.suggestions.model import Common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.matching.meaning import Meaning
    from bot.core.stems import Stems
    from bot.membership.members.model import Texts

NEAREST = 3
"""The most profiles of which the nearest piece is found by meaning."""


def in_common(mine: Texts, others: Sequence[Texts]) -> list[Common]:
    """For each of the others what they and the reader have in common, by words: seven microseconds each."""
    i_am, seek = Words(f"{mine.seat}\n{mine.offer}\n{mine.skills}"), Words(mine.ideal_referral)
    am, i_seek = i_am.stems, seek.stems
    found: list[Common] = []
    for other in others:
        their_ideal = _written(other.ideal_referral)
        both = _pieces(their_ideal, i_seek)
        they_seek = tuple(each for each in _pieces(their_ideal, am) if each not in both)
        they_are = _written(f"{other.seat}\n{other.offer}\n{other.skills}")
        found.append(Common(both, they_seek, _pieces(they_are, i_seek) or trade_among(other.seat, seek)))
    return found


def _written(text: str) -> list[tuple[str, Stems]]:
    """The words of a text as they are written, each with its stems; "" where a line ends."""
    return [(word, stems_as_written(word)) for line in text.splitlines() for word in (*line.split(), "")]


def _pieces(words: Sequence[tuple[str, Stems]], wanted: Stems) -> tuple[str, ...]:
    """The first REASONS pieces of adjoining words that have wanted stems; none of which all words were in an earlier one."""
    pieces: list[str] = []
    run: list[str] = []
    shown: set[str] = set()
    new: set[str] = set()
    for word, stems in words:
        if not stems.isdisjoint(wanted):
            run.append(word)
            new |= stems & wanted
            if word[-1].isalnum():
                continue
        if run:
            if not new <= shown:
                pieces.append(" ".join(run).strip(PUNCTUATION))
                shown |= new
            run, new = [], set()
    return tuple(pieces[:REASONS])


def with_meaning(
    meaning: Meaning, mine: Texts, others: Sequence[Texts], common: Sequence[Common], cosines: Sequence[float]
) -> list[Common]:
    """The same with the likeness of the profiles, and the nearest piece of those that are most alike where no words are shared."""
    found = [replace(each, likeness=max(cosine, 0.0)) for each, cosine in zip(common, cosines, strict=True)]
    alike = sorted(range(len(found)), key=lambda number: -found[number].likeness)
    wordless = [number for number in alike if found[number].likeness >= FITS and not common[number].score][:NEAREST]
    pieces = nearest_pieces(meaning, Query(mine.user_id, profile_text(mine)), [others[number] for number in wordless])
    for number, piece in zip(wordless, pieces, strict=True):
        found[number] = replace(found[number], near=piece)
    return found
