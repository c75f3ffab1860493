"""Matches a need with members by words and by meaning together, and finds the piece of a profile that is nearest to a need."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

from bot.asks.matching.meaning import likeness
from bot.asks.matching.model import SUGGESTED, Match
from bot.asks.matching.words import ENOUGH, Said, Scored, Words
from bot.core.text import shortened, sort_key

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from bot.asks.matching.meaning import Meaning
    from bot.asks.matching.model import Query
    from bot.membership.members.model import Texts

FLOOR = 0.15
"""Least cosine of a need and a profile that says something: of the sixty needs those that fit nobody stay below it, but for one."""
OF_BEST = 0.6
"""Least share of the best score that the others need: who is much farther away than the first is left out."""
FITS = 0.3
"""Least cosine of a member's profile and a text that fits them without a word in common: of the sixty needs few that do not fit reach it."""
WORDS = 0.02
"""What a score by words is multiplied with before the cosine is added: the words of a good match weigh about 0.2."""
PIECE = 60
"""Most units of a piece of a profile that is shown."""

_ENDS = re.compile(r"[.,;:!?…\n()]+")


def profile_text(member: Texts) -> str:
    """The text of a member whose vector is compared: their trade, offer, ideal referral and skills."""
    _, seat, _, said = member.searched
    return f"{seat}: {said}" if seat else said


def query_text(query: Query) -> str:
    """The text of a query whose vector is compared."""
    return ": ".join(each for each in (", ".join(query.trades), query.text) if each)


def together(by_words: Sequence[Scored], cosines: Mapping[int, float], names: Mapping[int, str]) -> list[Scored]:
    """The best by words and meaning, best first: `cosines` {user id: cosine of profile and query} of those whose vector is known."""
    words = {each.user_id: each.score for each in by_words}
    scores = {user_id: WORDS * score + max(cosines.get(user_id, 0.0), 0.0) for user_id, score in words.items()}
    scores |= {user_id: cosine for user_id, cosine in cosines.items() if user_id not in words and cosine >= FLOOR}
    found = [Scored(user_id, names[user_id], score) for user_id, score in scores.items()]
    found.sort(key=lambda each: (-each.score, sort_key(each.name), each.user_id))
    return [each for each in found[:SUGGESTED] if each.score >= OF_BEST * found[0].score]


def pieces_of(member: Texts) -> list[str]:
    """The pieces of what a member offers, looks for and is good at, as they wrote them; their trade first."""
    texts = (member.offer, member.ideal_referral, member.skills)
    return [each for each in (member.seat, *(piece.strip() for text in texts for piece in _ENDS.split(text))) if each]


def with_reasons(query: Query, members: Sequence[Texts], meaning: Meaning | None) -> list[Match]:
    """The members with the words that speak for them; by meaning also the nearest piece of the profile where few words do."""
    wanted = Words(query.text)
    said = [Said(member) for member in members]
    if meaning is None:
        return [Match(each.member.user_id, each.member.name, each.reasons(wanted)) for each in said]
    shared = [each.spoken(wanted) for each in said]
    unclear = [member for member, words in zip(members, shared, strict=True) if len(words) < ENOUGH]
    nearest = {member.user_id: piece for member, piece in zip(unclear, nearest_pieces(meaning, query, unclear), strict=True)}
    found: list[Match] = []
    for member, words in zip(members, shared, strict=True):
        piece = nearest.get(member.user_id, "")
        own = (*(word for word in words if word not in piece), *([piece] if piece else []))
        found.append(Match(member.user_id, member.name, own))
    return found


def fitting(
    queries: Sequence[Query], members: Sequence[Texts], meaning: Meaning | None, near: Sequence[float]
) -> list[tuple[str, ...]]:
    """For each query, and within it for each member, the words of their profile by which it fits them.

    Nothing where it does not, or is their own. `near` has the cosine of each pair; empty where that is not known.
    """
    wanted, said = [(query, Words(query.text)) for query in queries], [Said(member) for member in members]
    pairs = [*product(wanted, said)]
    found = [each.fit(*query) for query, each in pairs]
    if meaning is None:
        return found
    for number, (((query, _), each), cosine) in enumerate(zip(pairs, near, strict=False)):
        if not found[number] and cosine >= FITS and query.author_id != each.member.user_id:
            (match,) = with_reasons(query, [each.member], meaning)
            found[number] = match.words
    return found


def nearest_pieces(meaning: Meaning, query: Query, members: Sequence[Texts]) -> list[str]:
    """For each member the piece of their profile whose meaning is nearest to the query; "" where they wrote nothing."""
    pieces = [pieces_of(member) for member in members]
    wanted, *vectors = meaning.vectors([query_text(query), *(each for those in pieces for each in those)])
    found: list[str] = []
    begin = 0
    for those in pieces:
        near = likeness(wanted, vectors[begin : begin + len(those)])
        found.append(shortened(those[near.index(max(near))], PIECE) if those else "")
        begin += len(those)
    return found
