"""Search of members by whatever they say of themselves, best first; accents, endings and typing errors aside."""

from __future__ import annotations

import re
import sys
import unicodedata
from array import array
from collections import defaultdict
from functools import cache
from typing import TYPE_CHECKING, TypeVar

from bot.core.fuzzy import ALIKE, Vocabulary, looked_for
from bot.core.text import APOSTROPHES, compared, sort_key, unaccented
from bot.membership import trades
from bot.membership.members.model import Listed, Member, Texts
from bot.membership.members.roll import by_name
from bot.membership.seats.matching import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

NAME, TRADE, BUSINESS, SAID = 12, 12, 6, 0
"""Added to a word's score by the field that has it: name, trade, business, rest of the profile."""
LETTERS = 100
"""Maximum number of characters of a search; the rest is ignored."""
_GAIN_BITS = 4
"""Bits of an entry of the index that hold its gain, which is below 16; the others hold the member's number."""

_PLAIN_WORD = re.compile("[a-z0-9]+")

L = TypeVar("L", Listed, Member, Texts)
S = TypeVar("S", Member, Texts)
Words = frozenset[str] | set[str]


class Gathered:
    """An index of what members say of themselves. They are added as they are read, and numbered from 0 in that order."""

    def __init__(self) -> None:
        self.people: list[Listed] = []
        self._holding: defaultdict[str, array[int]] = defaultdict(lambda: array("L"))
        """For each word the numbers of its members, each with the gain of the field that has it: 4 bytes or 8 for each."""
        self._trades: defaultdict[trades.Trade, list[int]] = defaultdict(list)
        """The numbers of the members of a known trade, who are found by its synonyms."""

    def add(self, members: Iterable[Member | Texts]) -> None:
        for member in members:
            number = len(self.people)
            self.people.append(Listed(member.user_id, member.name, member.seat))
            for text, gain in zip(member.searched, (NAME, TRADE, BUSINESS, SAID), strict=True):
                for word in set(words_of(text)):
                    self._holding[word].append(number << _GAIN_BITS | gain)
            if trade := trades.known(member.seat):
                self._trades[trade].append(number)

    def fitting(self, search: str) -> list[int]:
        """The numbers of the members whom somebody may mean, best first: nearly all that was typed, or most of its words."""
        vocabulary = Vocabulary({*self._holding}.union(*map(called, self._trades)))
        likeness: defaultdict[int, float] = defaultdict(float)
        gains: defaultdict[int, float] = defaultdict(float)
        hits: defaultdict[int, int] = defaultdict(int)
        words = looked_for(compared(search[:LETTERS]).split())
        for word, share in words:
            for number, (best, gain) in self._best(vocabulary.like(word)).items():
                likeness[number] += best * share
                gains[number] += gain * share
                hits[number] += 1
        found = [number for number, fits in likeness.items() if fits >= ALIKE or 2 * hits[number] > len(words)]
        people = self.people
        found.sort(key=lambda each: (-likeness[each] - gains[each], sort_key(people[each].name), people[each].user_id))
        return found

    def _best(self, like: Mapping[str, float]) -> dict[int, tuple[float, int]]:
        """For each member who has one of the words the score of their best, and the gain of the field that has it."""
        best: dict[int, tuple[float, int]] = {}

        def offer(number: int, score: float, gain: int) -> None:
            before = best.get(number)
            if before is None or (score + gain, score) > (before[0] + before[1], before[0]):
                best[number] = (score, gain)

        for word, score in like.items():
            for entry in self._holding.get(word, ()):
                offer(entry >> _GAIN_BITS, score, entry & (1 << _GAIN_BITS) - 1)
        for trade, numbers in self._trades.items():
            if scores := [like[word] for word in called(trade) if word in like]:
                for number in numbers:
                    offer(number, max(scores), TRADE)
        return best


def fitting(search: str, members: Sequence[S]) -> list[S]:
    """The members whom somebody may mean, best first: nearly all that was typed, or most of its words, in any order."""
    if not has_words(search):
        return by_name(holding(search, members))
    gathered = Gathered()
    gathered.add(members)
    return [members[number] for number in gathered.fitting(search)]


def has_words(search: str) -> bool:
    """Whether a search has letters or digits; one of signs alone is looked for as it is."""
    return bool(compared(search[:LETTERS]))


def holding(search: str, members: Iterable[S]) -> list[S]:
    """The members who wrote exactly that somewhere."""
    return [member for member in members if any(search.strip() in text for text in member.searched)]


def of_trade(seat: str, everybody: Sequence[L]) -> Sequence[L]:
    """Those who hold just that trade; where nobody does, those whose trade is like it. All where none is named."""
    if not seat.strip():
        return everybody
    if trades.names_no_trade(seat):
        return [member for member in everybody if not member.seat]
    wanted = trades.seat_key(seat)
    same = [member for member in everybody if trades.seat_key(member.seat) == wanted]
    return same or [member for member in everybody if matches(seat, member.seat) >= ALIKE]


def matched(search: str, member: Member) -> tuple[str, ...]:
    """The words of a search, as they were typed, that stand in what a member says of themselves."""
    trade = trades.known(member.seat)
    said = {word for text in member.searched for word in words_of(text)}
    vocabulary = Vocabulary(said | called(trade) if trade else said)
    typed = [(each, compared(each).split()) for each in search[:LETTERS].split()]
    looked_at = {word for word, _ in looked_for([word for _, words in typed for word in words])}
    return tuple(each for each, words in typed if any(word in looked_at and vocabulary.like(word) for word in words))


def _joined(text: str) -> str:
    """`text.compared` without its work on punctuation, which is in no word: a search reads all profiles of a group."""
    seen = text if text.replace("\n", " ").isprintable() else _invisible().sub("", text)
    joined = unaccented(seen).replace("_", " ")
    for joint in APOSTROPHES:  # `str.translate` takes ten to eighty times as long
        joined = joined.replace(joint, "")
    return joined


def words_of(text: str) -> list[str]:
    """The words of a text in the form of `text.compared`."""
    if text.isascii():  # the usual case, as in `text.compared`
        return _PLAIN_WORD.findall(text.lower().replace("'", "").replace("`", ""))
    joined = _joined(text)
    return (_PLAIN_WORD if joined.isascii() else _word()).findall(joined)


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
def called(trade: trades.Trade) -> Words:
    """The words of a trade's names and synonyms, in the form of `text.compared`."""
    return frozenset(word for words in trade.synonyms for word in compared(words).split())
