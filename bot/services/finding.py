"""Finding members by whatever they say of themselves, in spite of slips and accents, best first."""

from __future__ import annotations

import re
import sys
import unicodedata
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING

from bot.model import trades
from bot.model.texts import plain, unaccented
from bot.model.trades import compared
from bot.services.likeness import ALIKE, Vocabulary, looked_for

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.model.members import Member

NAME, TRADE, BUSINESS, SAID = 12, 12, 6, 0
"""What a word gains by where it stands: of two who fit alike, the one who is called so, or does it, comes first."""
LETTERS = 100
"""As much of what was typed is looked at."""

_WORD = re.compile(r"\w+")

Words = frozenset[str] | set[str]


def by_name(members: Sequence[Member]) -> list[Member]:
    return sorted(members, key=lambda member: plain(member.name))


def fitting(search: str, members: Sequence[Member]) -> list[Member]:
    """Those of the members whom somebody may mean, best first: nearly all that was typed stands in what they say, in any order."""
    wanted = compared(search[:LETTERS]).split()
    if not wanted:
        return [member for member in by_name(members) if any(search.strip() in text for text in _texts(member))]
    said = [_said(member) for member in members]
    vocabulary = Vocabulary(set[str]().union(*(words for each in said for words, _ in each)))
    likeness: defaultdict[int, float] = defaultdict(float)
    gains: defaultdict[int, float] = defaultdict(float)
    for word, share in looked_for(wanted):
        like = vocabulary.like(word)
        for number, each in enumerate(said):
            if fits := [(max(like[other] for other in there), gain) for words, gain in each if (there := like.keys() & words)]:
                best, gain = max(fits, key=sum)
                likeness[number] += best * share
                gains[number] += gain * share
    found = [number for number, fits in likeness.items() if fits >= ALIKE]
    found.sort(key=lambda number: (-likeness[number] - gains[number], plain(members[number].name)))
    return [members[number] for number in found]


def _texts(member: Member) -> tuple[str, str, str, str]:
    profile = member.profile
    return member.name, member.seat, profile.business, f"{profile.offer}\n{profile.ideal_referral}\n{member.story.skills}"


def _said(member: Member) -> list[tuple[Words, int]]:
    """The words of a member by where they stand, with what they gain there; a known trade by all that it is called."""
    trade = trades.known(member.seat)
    words = (set(_WORD.findall(_joined(text))) for text in _texts(member))
    return list(zip((*words, _called(trade) if trade else frozenset()), (NAME, TRADE, BUSINESS, SAID, TRADE), strict=True))


def _joined(text: str) -> str:
    """As `trades.compared` has it but for punctuation, which stands in no word; quicker, for a search reads all that a group says."""
    plain_quotes = text.replace("'", "").replace("’", "")
    return unaccented(plain_quotes if text.isascii() else _invisible().sub("", plain_quotes))


@cache
def _invisible() -> re.Pattern[str]:
    """What `trades.compared` leaves out because nobody sees it, such as a soft hyphen in a name."""
    return re.compile(
        f"[{''.join(re.escape(c) for c in map(chr, range(sys.maxunicode + 1)) if unicodedata.category(c) == 'Cf')}]"
    )


@cache
def _called(trade: trades.Trade) -> Words:
    return frozenset(word for words in trade.synonyms for word in compared(words).split())
