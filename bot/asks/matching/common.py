"""What two profiles have in common: whom both look for, and what one looks for and the other is."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.asks.matching.both import nearest_pieces, profile_text
from bot.asks.matching.model import Query
from bot.asks.matching.words import Words, pieces_among, trade_among
from bot.relationships.suggestions.model import Common

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.asks.matching.meaning import Meaning
    from bot.membership.members.model import Texts

NEAREST = 3
"""The most profiles of which the nearest piece is found by meaning."""


def in_common(mine: Texts, others: Sequence[Texts]) -> list[Common]:
    """For each of the others what they and the reader have in common, by words."""
    i_am, i_seek = Words(f"{mine.seat}\n{mine.offer}\n{mine.skills}"), Words(mine.ideal_referral)
    found: list[Common] = []
    for other in others:
        both = pieces_among((other.ideal_referral,), i_seek)
        seek = tuple(each for each in pieces_among((other.ideal_referral,), i_am) if each not in both)
        offer = pieces_among((other.seat, other.offer, other.skills), i_seek) or trade_among(other.seat, i_seek)
        found.append(Common(both, seek, offer))
    return found


def with_meaning(
    meaning: Meaning, mine: Texts, others: Sequence[Texts], common: Sequence[Common], cosines: Sequence[float]
) -> list[Common]:
    """The same with the likeness of the profiles, and the nearest piece of those that are most alike where no words are shared."""
    found = [replace(each, likeness=max(cosine, 0.0)) for each, cosine in zip(common, cosines, strict=True)]
    alike = sorted(range(len(found)), key=lambda number: -found[number].likeness)
    wordless = [number for number in alike if not common[number].score][:NEAREST]
    pieces = nearest_pieces(meaning, Query(mine.user_id, profile_text(mine)), [others[number] for number in wordless])
    for number, piece in zip(wordless, pieces, strict=True):
        found[number] = replace(found[number], near=piece)
    return found
