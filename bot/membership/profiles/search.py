"""Search of members by whatever they say of themselves, best first; accents, endings and typing errors aside."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from bot.core import text as texts
from bot.core.fuzzy import ALIKE, Vocabulary, looked_for
from bot.core.text import compared, sort_key, unaccented
from bot.membership import trades
from bot.membership.members.model import Listed, Member

if TYPE_CHECKING:
    from collections.abc import Sequence

NAME, TRADE, BUSINESS, SAID = 12, 12, 6, 0
"""Added to a word's score by the field that has it: name, trade, business, rest of the profile."""
LETTERS = 100
"""Maximum number of characters of a search; the rest is ignored."""

_PLAIN_WORD = re.compile(r"\w+")
_JOINTS = {ord(joint): "" for joint in texts.APOSTROPHES} | {ord("_"): " "}

L = TypeVar("L", Listed, Member)
Words = frozenset[str] | set[str]


def by_name(members: Sequence[L]) -> list[L]:
    """The members sorted by name as people read it, those of one name by id."""
    return sorted(members, key=lambda member: (sort_key(member.name), member.user_id))


def fitting(search: str, members: Sequence[Member]) -> list[Member]:
    """The members whom somebody may mean, best first: nearly all that was typed, or most of its words, in any order."""
    wanted = compared(search[:LETTERS]).split()
    if not wanted:
        # Of signs or emoji alone no word is left to compare, so they are looked for as typed.
        return [member for member in by_name(members) if any(search.strip() in text for text in _texts(member))]
    said = [_said(member) for member in members]
    vocabulary = Vocabulary(set[str]().union(*(words for each in said for words, _ in each)))
    likeness: defaultdict[int, float] = defaultdict(float)
    gains: defaultdict[int, float] = defaultdict(float)
    hits: defaultdict[int, int] = defaultdict(int)
    words = looked_for(wanted)
    for word, share in words:
        like = vocabulary.like(word)
        for number, each in enumerate(said):
            if fits := [(max(like[other] for other in there), gain) for words, gain in each if (there := like.keys() & words)]:
                best, gain = max(fits, key=sum)
                likeness[number] += best * share
                gains[number] += gain * share
                hits[number] += 1
    found = [number for number, fits in likeness.items() if fits >= ALIKE or 2 * hits[number] > len(words)]
    found.sort(key=lambda number: (-likeness[number] - gains[number], sort_key(members[number].name), members[number].user_id))
    return [members[number] for number in found]


def matched(search: str, member: Member) -> tuple[str, ...]:
    """The words of a search, as they were typed, that stand in what a member says of themselves."""
    vocabulary = Vocabulary(set[str]().union(*(words for words, _ in _said(member))))
    typed = [(each, compared(each).split()) for each in search[:LETTERS].split()]
    looked_at = {word for word, _ in looked_for([word for _, words in typed for word in words])}
    return tuple(each for each, words in typed if any(word in looked_at and vocabulary.like(word) for word in words))


def _texts(member: Member) -> tuple[str, str, str, str]:
    profile = member.profile
    return member.name, member.seat, profile.business, f"{profile.offer}\n{profile.ideal_referral}\n{member.story.skills}"


def _said(member: Member) -> list[tuple[Words, int]]:
    """The words of a member by where they stand, with the gain of each place; a known trade by all its synonyms."""
    trade = trades.known(member.seat)
    words = (set(_words(_joined(text))) for text in _texts(member))
    return list(zip((*words, _called(trade) if trade else frozenset()), (NAME, TRADE, BUSINESS, SAID, TRADE), strict=True))


def _joined(text: str) -> str:
    """`text.compared` without its work on punctuation, which is in no word: a search reads all profiles of a group."""
    seen = text if text.replace("\n", " ").isprintable() else _invisible().sub("", text)
    return unaccented(seen).translate(_JOINTS)


def _words(text: str) -> list[str]:
    return (_PLAIN_WORD if text.isascii() else _word()).findall(text)


@cache
def _word() -> re.Pattern[str]:
    """Letters, numbers, and the marks that some scripts write as letters of their own."""
    return re.compile(rf"[\w{_of_category('M')}]+")


@cache
def _invisible() -> re.Pattern[str]:
    """Invisible characters that `text.compared` leaves out, such as a soft hyphen in a name."""
    return re.compile(f"[{_of_category('Cf')}]")


def _of_category(wanted: str) -> str:
    """All characters of a Unicode category, for a set in a pattern."""
    every = map(chr, range(sys.maxunicode + 1))
    return "".join(re.escape(c) for c in every if unicodedata.category(c).startswith(wanted))


@cache
def _called(trade: trades.Trade) -> Words:
    return frozenset(word for words in trade.synonyms for word in compared(words).split())
