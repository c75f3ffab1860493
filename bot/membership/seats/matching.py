"""Which trades somebody may mean by what they typed so far, and how well a member's trade fits a search.

Both look through every word a trade is called by. rapidfuzz is imported at the first search.
"""

from __future__ import annotations

from collections import defaultdict
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from bot.core.fuzzy import ALIKE, BEGUN, SHORT, Vocabulary, looked_for, near
from bot.core.text import compared, is_blank, plain, sort_key
from bot.membership import trades

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

SUGGESTED = 60
"""How alike what is suggested must be: less than `ALIKE`, for nobody has to take it."""
LETTERS = 100
"""As much of what was typed is looked at."""
EXACT, BEGINNING, OWN_NAME, OWN_WORD, POPULAR = 20, 5, 6, 2, 2
"""What a form gains by being just what was typed; by beginning so; by being shown; by being of the reader's language or popular."""
COVERED = 10
"""What filling the form adds."""


class Index:
    """Names to find, each by several forms: `forms` leads from each name to those, with what they gain."""

    def __init__(self, forms: Mapping[str, Mapping[str, int]]) -> None:
        flat = [(name, form, gain) for name, those in forms.items() for form, gain in those.items() if form]
        self._names = [name for name, _, _ in flat]
        self._forms = [form for _, form, _ in flat]
        self._gains = [gain for _, _, gain in flat]
        self._joined = [form.replace(" ", "") for form in self._forms]
        self._holding: defaultdict[str, list[int]] = defaultdict(list)
        for number, form in enumerate(self._forms):
            for word in set(form.split()):
                self._holding[word].append(number)
        self._words = Vocabulary(self._holding)

    def search(self, typed: str) -> dict[str, float]:
        """The names that may be meant, with how well they fit: the best of their forms, word by word or as a whole."""
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
        """The names by how much of what was typed, of 100, one of their forms holds, in any order."""
        best: dict[str, float] = {}
        for number, likeness in self._by_words(compared(typed[:LETTERS])).items():
            best[self._names[number]] = max(best.get(self._names[number], 0), likeness)
        return best

    def _by_words(self, wanted: str) -> dict[int, float]:
        """How much of what was typed each form holds, by letters."""
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
        """The forms that are like all that was typed, wherever its spaces are."""
        found = dict(near(wanted, self._joined)) if len(wanted) > SHORT else {}
        return found | {number: 100 - BEGUN for number, form in enumerate(self._joined) if form.startswith(wanted)}


def suggestions(typed: str, held: Iterable[str], language: str, most: int = 25) -> list[str]:
    """Trades for somebody to choose from, best first: the catalogue's in their language, and others that are `held`.

    What nearly every group has, where nothing was typed.
    """
    if is_blank(typed):
        return sorted((trade.name(language) for trade in trades.popular()), key=sort_key)[:most]
    found = _catalogue(language).search(typed) | _of_their_own(tuple(held)).search(typed)
    return _ranked(found)[:most]


def held_suggestions(typed: str, held: Iterable[str], language: str, most: int = 25) -> list[str]:
    """Those of the trades that are `held` which fit, best first; all in alphabetical order where nothing was typed.

    Each is called as its holder calls it, and found by whatever else it is called.
    """
    seats = {trades.seat_key(seat): seat for seat in held if not is_blank(seat)}
    if is_blank(typed):
        return sorted(seats.values(), key=sort_key)[:most]
    known = {trade.name(language): seat for seat in seats.values() if (trade := trades.known(seat))}
    found = {known[name]: score for name, score in _catalogue(language).search(typed).items() if name in known}
    return _ranked(found | _of_their_own(tuple(seats.values())).search(typed))[:most]


def meant(search: str) -> trades.Trade | None:
    """The trade that a search asks for: what is called so, else the likeliest that holds all its words, else one of the words alone."""
    if trade := trades.known(search):
        return trade
    index = _catalogue("en")
    likeness, scores = index.likeness(search), index.search(search)
    fitting = [name for name, fits in likeness.items() if fits >= ALIKE and name in scores]
    if fitting:
        return trades.known(max(fitting, key=lambda name: (scores[name], name)))
    words = sorted(search.split(), key=len, reverse=True)
    return next((trade for word in words if (trade := trades.known(word))), None)


def matches(search: str, seat: str) -> float:
    """How well a member's trade fits a search, of 100: by its text, or by whatever else that trade is called."""
    wanted = compared(search)
    likeness = alike(wanted, compared(seat)) if wanted else alike(plain(search), seat)
    trade = trades.known(seat)
    return max(likeness, _searched(wanted).get(trade.name("en"), 0)) if trade else likeness


def alike(wanted: str, text: str) -> float:
    """How well `text` fits a search, already `plain`: it holds it, or a word like each of its words; 0 if not `ALIKE`."""
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


@lru_cache(maxsize=32)
def _of_their_own(held: tuple[str, ...]) -> Index:
    """The trades that no catalogue has, each once however it is written. Somebody who types asks it at every letter."""
    own = {trades.seat_key(seat): seat for seat in held if trades.known(seat) is None}
    return Index({seat: {compared(seat): OWN_NAME} for seat in own.values()})


@cache
def _catalogue(language: str) -> Index:
    def forms(trade: trades.Trade) -> dict[str, int]:
        own = {compared(words): OWN_WORD for words in trade.called(language)}
        name = {compared(trade.name(language)): OWN_NAME + POPULAR * (trade in trades.popular())}
        return {compared(words): 0 for words in trade.synonyms} | own | name

    return Index({trade.name(language): forms(trade) for trade in trades.catalogue()})


@lru_cache(maxsize=32)
def _searched(search: str) -> dict[str, float]:
    """A search is asked about every member of a group."""
    return _catalogue("en").likeness(search)
