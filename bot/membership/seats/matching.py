"""Searches trades: suggestions for what was typed so far, and the score of a member's trade in a search.

Both compare with every name and synonym of a trade. rapidfuzz is imported at the first search.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.core.fuzzy import ALIKE, BEGUN, SHORT, Vocabulary, looked_for, near
from bot.core.personal_caches import personal
from bot.core.text import compared, is_blank, plain, sort_key
from bot.membership import trades

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUGGESTED = 60
"""Minimum score of a suggestion: less than `ALIKE`, because a person chooses among suggestions."""
LETTERS = 100
"""Number of typed characters that are compared."""
EXACT, BEGINNING, OWN_NAME, OWN_WORD, POPULAR = 20, 5, 6, 2, 2
"""What is added to the score of a form that equals the typed text, begins with it, is the displayed name, is in the reader's language,
or belongs to a popular trade.
"""
COVERED = 10
"""The share of the score, of 100, that is given for how much of the form was typed."""


class Index:
    """An index of names, each found by several forms: `forms` is {name: {form: what is added to its score}}."""

    def __init__(self, forms: Mapping[str, Mapping[str, int]]) -> None:
        flat = [(name, form, gain) for name, those in forms.items() for form, gain in those.items() if form]
        self._names = [name for name, _, _ in flat]
        self._forms = [form for _, form, _ in flat]
        self._gains = [gain for _, _, gain in flat]
        # Without spaces too, so that “realestate” finds “real estate”.
        self._joined = [form.replace(" ", "") for form in self._forms]
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self._forms):
            for word in set(form.split()):
                self._holding[word].append(number)
        self._words = Vocabulary(self._holding)

    def search(self, typed: str) -> dict[str, float]:
        """{name: score} of the names that may be meant, by the best of their forms, compared word by word and as a whole."""
        wanted = compared(typed[:LETTERS])
        if not wanted:
            return {}
        best: dict[str, float] = {}
        for fits in (self._by_words(wanted), self._as_a_whole(wanted.replace(" ", ""))):
            for number, likeness in fits.items():
                if likeness >= SUGGESTED:
                    form, name = self._forms[number], self._names[number]
                    score = likeness * (100 - COVERED) / 100 + COVERED * min(len(wanted) / len(form), 1) + self._gains[number]
                    score += EXACT * (form == wanted) + BEGINNING * form.startswith(wanted)
                    best[name] = max(best.get(name, 0), score)
        return best

    def likeness(self, typed: str) -> dict[str, float]:
        """{name: likeness} by how much of the typed text, of 100, one of the name's forms has, in any order of words."""
        best: dict[str, float] = {}
        for number, likeness in self._by_words(compared(typed[:LETTERS])).items():
            best[self._names[number]] = max(best.get(self._names[number], 0), likeness)
        return best

    def _by_words(self, wanted: str) -> dict[int, float]:
        """{index of a form: score} by the words of the typed text that the form has, weighted by their letters."""
        found: defaultdict[int, float] = defaultdict(float)
        for word, share in looked_for(wanted.split()):
            fits: dict[int, float] = {}
            for other, likeness in self._words.like(word).items():
                for number in self._holding[other]:
                    fits[number] = max(fits.get(number, 0), likeness)
            for number, likeness in fits.items():
                found[number] += likeness * share
        return found

    def _as_a_whole(self, wanted: str) -> dict[int, float]:
        """{index of a form: score} of the forms that are similar to, or begin with, the whole typed text, ignoring spaces."""
        found = dict(near(wanted, self._joined)) if len(wanted) > SHORT else {}
        return found | {number: 100 - BEGUN for number, form in enumerate(self._joined) if form.startswith(wanted)}


def suggestions(typed: str, held: Iterable[str], language: str, most: int = 25) -> list[str]:
    """Trades to choose from, best first: the catalogue's in `language`, and others that are `held`.

    The popular trades where nothing was typed. `most` is 25 because Discord shows no more choices in autocomplete.
    """
    if is_blank(typed):
        return sorted((trade.name(language) for trade in trades.popular()), key=sort_key)[:most]
    found = _catalogue(language).search(typed) | _of_their_own(tuple(held)).search(typed)
    return _ranked(found)[:most]


def held_suggestions(typed: str, held: Iterable[str], language: str, most: int = 25) -> list[str]:
    """Those of the `held` trades that fit, best first; all in alphabetical order where nothing was typed.

    Each is returned as its holder wrote it, and found by every name of that trade.
    """
    seats = {trades.seat_key(seat): seat for seat in held if not is_blank(seat)}
    if is_blank(typed):
        return sorted(seats.values(), key=sort_key)[:most]
    known = {trade.name(language): seat for seat in seats.values() if (trade := trades.known(seat))}
    found = {known[name]: score for name, score in _catalogue(language).search(typed).items() if name in known}
    return _ranked(found | _of_their_own(tuple(seats.values())).search(typed))[:most]


def meant(search: str) -> trades.Trade | None:
    """The trade that a search asks for; None where it asks for none.

    It is the trade of that name, else the likeliest one that has all words of the search, else that of one word, longest first.
    """
    if trade := trades.known(search):
        return trade
    index = _catalogue("en")
    likeness, scores = index.likeness(search), index.search(search)
    fitting = [name for name, fits in likeness.items() if fits >= ALIKE and name in scores]
    if fitting:
        # The name decides between equal scores, so that one search always means the same trade.
        return trades.known(max(fitting, key=lambda name: (scores[name], name)))
    words = sorted(search.split(), key=len, reverse=True)
    return next((trade for word in words if (trade := trades.known(word))), None)


def matches(search: str, seat: str) -> float:
    """The score, of 100, of a member's trade in a search: that of its text or, if higher, of another name of that trade."""
    wanted = compared(search)
    likeness = alike(wanted, compared(seat)) if wanted else alike(plain(search), seat)
    trade = trades.known(seat)
    return max(likeness, _searched(wanted).get(trade.name("en"), 0)) if trade else likeness


def alike(wanted: str, text: str) -> float:
    """The score, of 100, of `text` in a search `wanted` that is already `plain`.

    100 where it contains the search, else that of its least similar word; 0 where a word has none that is at least `ALIKE`.
    """
    searched = plain(text)
    if wanted in searched:
        return 100
    from rapidfuzz import fuzz, process

    words, worst = searched.split(), 100.0
    for word in wanted.split():
        found = process.extractOne(word, words, scorer=fuzz.ratio, score_cutoff=ALIKE)
        if found is None:
            return 0
        worst = min(worst, found[1])
    return worst


def _ranked(found: Mapping[str, float]) -> list[str]:
    return sorted(found, key=lambda name: (-found[name], sort_key(name)))


@personal
@lru_cache(maxsize=32)
def _of_their_own(held: tuple[str, ...]) -> Index:
    """The index of trades that the catalogue does not have, each once. Cached, because autocomplete asks at each letter typed."""
    own = {trades.seat_key(seat): seat for seat in held if trades.known(seat) is None}
    return Index({seat: {compared(seat): OWN_NAME} for seat in own.values()})


@cache
def _catalogue(language: str) -> Index:
    """The index of the catalogue by all names of each trade, with its name in `language` first."""

    def forms(trade: trades.Trade) -> dict[str, int]:
        own = {compared(words): OWN_WORD for words in trade.called(language)}
        name = {compared(trade.name(language)): OWN_NAME + POPULAR * (trade in trades.popular())}
        return {compared(words): 0 for words in trade.synonyms} | own | name

    return Index({trade.name(language): forms(trade) for trade in trades.catalogue()})


@personal
@lru_cache(maxsize=32)
def _searched(search: str) -> dict[str, float]:
    """{English name: likeness} of a search. Cached, because one search asks it about every member of a group."""
    return _catalogue("en").likeness(search)
