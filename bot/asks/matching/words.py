"""Matches a need with members by words: those of its text and trades with those of their trade, business, offer, ideal referral and skills.

Words are compared as the directory compares them, by stems and by the synonyms of trades, and weighted by how few members have them. Nothing
here is stored or read from a store: members are added as they are read, and the best are asked for at the end.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from functools import cache, cached_property, lru_cache
from itertools import chain
from math import log
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks.matching.model import LETTERS, SUGGESTED
from bot.asks.matching.stopwords import STOPWORDS
from bot.core import stems
from bot.core.fuzzy import ALIKE, near
from bot.core.personal_caches import personal
from bot.core.stems import Remembered, Stems
from bot.core.text import compared, sort_key
from bot.membership import trades
from bot.membership.profiles.search import called, words_of
from bot.membership.seats.matching import matches

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.asks.matching.model import Query
    from bot.membership.members.model import Texts

TRADE, SAID = 2.0, 1.0
"""Factors of a word that is one of the member's trade, and of one elsewhere in their profile."""
CHOSEN, CHOSEN_LIKE = 100.0, 80.0
"""Scores of a member whose trade the author chose, and of one whose trade is like it: more than any number of words."""
ENOUGH = 2
"""Number of words that speak for a member; a single one does where it is their trade's, or at least `SHARE` of the words of the need."""
SHARE = 1 / 3
LONG, SLIP = 6, 85
"""Least letters of a word that may be a trade's with a typing error, and the least likeness of the two: one wrong letter in seven has 86."""
FEW_TRADES = 3
"""The most trades of the catalogue that a synonym's word may be in to speak for one of them: “office”, “coach” and “services” are in many."""
OF_BEST = 0.4
"""Least share of the best score that the others need to be suggested."""
REASONS = 3
"""The most words, or pieces of adjoining words, that are shown for a member."""

_TOKEN = re.compile(r"([^\W_]+(?:['’][^\W_]+)*)([\W_]*)")
"""A word, and what stands between it and the next."""


def stems_of(words: Iterable[str]) -> Stems:
    """The stems of words that are `text.compared`, without those of stop words."""
    return frozenset(chain.from_iterable(stems.of(word) for word in words if word not in STOPWORDS))


class Words:
    """The words of a text that say what it is about: without stop words, each once, in their order."""

    def __init__(self, text: str) -> None:
        self.words = [word for word in dict.fromkeys(words_of(text[:LETTERS])) if word not in STOPWORDS]
        self._by_stem = {stem: index for index, word in enumerate(self.words) for stem in stems.of(word)}
        self.stems: Stems = frozenset(self._by_stem)

    def __len__(self) -> int:
        return len(self.words)

    def among(self, those: Stems) -> set[int]:
        """The indexes of the words that have one of these stems."""
        return {self._by_stem[stem] for stem in self.stems & those}


class Scored(Struct, frozen=True):
    """A member who fits; a higher score fits better, and means nothing by itself."""

    user_id: int
    name: str
    score: float


class _Candidate(Struct, frozen=True):
    """A member with the words of the need, by index, that their trade has and that the rest of their profile has."""

    user_id: int
    name: str
    seat: str
    of_trade: frozenset[int]
    said: frozenset[int]


class WordMatching:
    """Matches one need with the members who are added, in any number of slices; its author is left out."""

    def __init__(self, query: Query) -> None:
        self._query = query
        self._words = Words(query.text)
        self._candidates: list[_Candidate] = []
        self._spread: Counter[int] = Counter()
        self._count = 0

    def add(self, members: Iterable[Texts]) -> None:
        for member in members:
            if member.user_id == self._query.author_id:
                continue
            self._count += 1
            of_trade = self._words.among(_trade_stems(member.seat))
            said = self._words.among(_stems_elsewhere(member))
            if found := of_trade | said:
                self._spread.update(found)
            if found or member.seat:
                each = _Candidate(member.user_id, member.name, member.seat, frozenset(of_trade), frozenset(said - of_trade))
                self._candidates.append(each)

    def best(self) -> list[Scored]:
        """Those who fit, best first; nobody where no words speak for anybody."""
        chosen, slips = self._by_trade(), self._slips()
        found: list[Scored] = []
        for each in self._candidates:
            of_trade = each.of_trade | slips.get(each.seat, frozenset())
            bonus = chosen.get(each.seat, 0.0)
            if bonus or self._speaks(of_trade, each.said):
                score = bonus + TRADE * self._rarity(of_trade) + SAID * self._rarity(each.said)
                found.append(Scored(each.user_id, each.name, score))
        found.sort(key=lambda each: (-each.score, sort_key(each.name), each.user_id))
        return found

    def suggested(self) -> list[Scored]:
        """The first of `best`, but nobody who fits much less than the first."""
        best = self.best()
        return [each for each in best[:SUGGESTED] if each.score >= OF_BEST * best[0].score]

    def _speaks(self, of_trade: frozenset[int], said: frozenset[int]) -> bool:
        return bool(of_trade) or len(said) >= ENOUGH or (bool(said) and len(said) >= SHARE * len(self._words))

    def _rarity(self, words: Iterable[int]) -> float:
        """The inverse document frequency of the words, added up: fewer members who have one give it more weight."""
        return sum(log(1 + self._count / max(self._spread[word], 1)) for word in words)

    def _by_trade(self) -> Mapping[str, float]:
        """{seat: score} of the trades that the author chose, and of those that are like one which nobody holds."""
        scores: dict[str, float] = {}
        seats = {each.seat for each in self._candidates if each.seat}
        for wanted in self._query.trades:
            key = trades.seat_key(wanted)
            just = [seat for seat in seats if trades.seat_key(seat) == key]
            scores |= dict.fromkeys(just, CHOSEN)
            if not just:
                like = [seat for seat in seats if seat not in scores and matches(wanted, seat) >= ALIKE]
                scores |= dict.fromkeys(like, CHOSEN_LIKE)
        return scores

    def _slips(self) -> Mapping[str, frozenset[int]]:
        """{seat: words} of the need that nobody's profile has, and that are a word of the trade but for a typing error."""
        unknown = [(at, word) for at, word in enumerate(self._words.words) if len(word) >= LONG and not self._spread[at]]
        seats: defaultdict[str, set[str]] = defaultdict(set)
        for seat in {each.seat for each in self._candidates if each.seat} if unknown else ():
            for word in _trade_words(seat):
                if len(word) >= LONG:
                    seats[word].add(seat)
        # All trades' words at once: a call for each trade would take a second where each of thousands has one of their own.
        of_trades, found = list(seats), defaultdict[str, set[int]](set)
        for at, word in unknown:
            for index, like in near(word, of_trades):
                for seat in seats[of_trades[index]] if like >= SLIP else ():
                    found[seat].add(at)
        return {seat: frozenset(words) for seat, words in found.items()}


class Said:
    """A member's profile taken apart into words once, to be compared with any number of queries."""

    def __init__(self, member: Texts) -> None:
        self.member = member

    def reasons(self, wanted: Words) -> tuple[str, ...]:
        """The words of the member's own profile that speak for them; their trade where only its synonyms or a typing error do."""
        return self.spoken(wanted) or ((self.member.seat,) if self.member.seat else ())

    def spoken(self, wanted: Words) -> tuple[str, ...]:
        """The words of the member's trade, offer, ideal referral, skills and business that are wanted, as they wrote them."""
        pieces: list[str] = []
        shown: set[int] = set()
        for piece, found in _pieces(self._tokens, wanted):
            if not found <= shown:
                pieces.append(piece)
                shown |= found
        if wanted.among(_trade_stems(self.member.seat)) - shown:  # by a synonym, which they did not write
            pieces.insert(0, self.member.seat)
        return tuple(dict.fromkeys(pieces))[:REASONS]

    def fit(self, query: Query, wanted: Words) -> tuple[str, ...]:
        """As `reasons`, where a query fits the member by a trade that was chosen, a word of their trade, or several words; else nothing.

        `wanted` are the words of its text.

        A single word elsewhere is not enough here: nobody looked for the member, and no other member is compared with them.
        """
        member = self.member
        if member.user_id == query.author_id:
            return ()
        chosen = bool(member.seat and query.trades) and trades.seat_key(member.seat) in map(trades.seat_key, query.trades)
        fits = chosen or wanted.among(_trade_stems(member.seat)) or len(wanted.among(self._elsewhere)) >= ENOUGH
        return self.reasons(wanted) if fits else ()

    @cached_property
    def _elsewhere(self) -> Stems:
        return _stems_elsewhere(self.member)

    @cached_property
    def _tokens(self) -> list[tuple[str, str, Stems]]:
        """The words of the profile, as they are written, each with what stands between it and the next, and its stems."""
        member = self.member
        said = f"{member.seat}\n{member.offer}\n{member.ideal_referral}\n{member.skills}\n{member.business}"
        return [(word, gap, stems_as_written(word)) for word, gap in _TOKEN.findall(said)]


def trade_among(seat: str, wanted: Words) -> tuple[str, ...]:
    """The trade, where a wanted word is one of its own or of its synonyms; else nothing."""
    return (seat,) if wanted.among(_trade_stems(seat)) else ()


def _stems_elsewhere(member: Texts) -> Stems:
    """The stems of a member's profile without the trade."""
    _, _, business, rest = member.searched
    return stems_of(words_of(f"{business}\n{rest}"))


def _as_written(word: str) -> Stems:
    return stems_of(compared(word).split())


stems_as_written = Remembered(_as_written, 1 << 13).__getitem__
"""The stems of a word as somebody wrote it; profiles have the same words again and again."""


def _pieces(tokens: Sequence[tuple[str, str, Stems]], wanted: Words) -> list[tuple[str, set[int]]]:
    """The parts of a text that are made of wanted words, as they are written; adjoining ones are one piece."""
    runs: list[tuple[str, set[int]]] = []
    adjoins = False
    for word, gap, those in tokens:
        if wanted.stems.isdisjoint(those):
            adjoins = False
            continue
        found = wanted.among(those)
        if adjoins:
            piece, before = runs.pop()
            runs.append((f"{piece} {word}", before | found))
        else:
            runs.append((word, found))
        adjoins = gap == " "
    return runs


@personal
@lru_cache(maxsize=1 << 10)
def _trade_words(seat: str) -> frozenset[str]:
    """The words of a trade as it is written and, if it is a known one, those of its synonyms that are one by themselves or in few trades."""
    written, trade = frozenset(words_of(seat)), trades.known(seat)
    if trade is None:
        return written
    alone = {compared(each) for each in trade.synonyms}
    return written | {word for word in called(trade) if word in alone or _trades_with()[word] <= FEW_TRADES}


@personal
@lru_cache(maxsize=1 << 10)
def _trade_stems(seat: str) -> Stems:
    return stems_of(_trade_words(seat))


@cache
def _trades_with() -> Counter[str]:
    """In how many trades of the catalogue each word is."""
    return Counter(word for trade in trades.catalogue() for word in called(trade))
