"""Finds people's names in a text: by the words that identify a person, in any script, joined or accented in any way.

Unicode's scripts without spaces between words: https://www.unicode.org/reports/tr14/ (classes ID and SA).
"""

from __future__ import annotations

import re
import unicodedata
from functools import cached_property
from itertools import chain, pairwise
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.frequent_words import AS_WRITTEN
from bot.core.text import unaccented

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

_SCHWA = str.maketrans({"ə": "e"})
"""Azerbaijani ə, which `text.unaccented` keeps; it is written e on keyboards that do not have it."""
_UMLAUTS = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
"""How these are written where a keyboard has none."""

_TITLES = frozenset(
    "dr dra dott prof profa sr sra srta srs sras seu dona dom d mr mrs ms mx miss sir madam mme mlle m herr frau hr fr eng enga arq adv"
    " ing lic msc phd dds md jr junior filho neto sobrinho ii iii don doña dona rev pe padre pastor".split()
)
_PARTICLES = frozenset(
    "de da do das dos di del della du des e y i van von der den het ter ten la le los las el al bin ibn ben bint af av zu the and of com".split()
)
_SKIPPED = _TITLES | _PARTICLES

_LETTERS = re.compile(r"[^\W\d_][\w']*")
_STOP = re.compile("[.!?…。！？]")
_TOKEN = re.compile(r"[\w']+(?:[.][\w]+)*")
_WORD = re.compile(r"[^\W_]+(?:'[^\W_]+)*")
_PART = re.compile(r"[^\W_]+")
_APOSTROPHES = re.compile(r"['’‘ʼ`´]")
_SHORTEST, _SHORTEST_MIDDLE, _SHORTEST_JOINED = 3, 4, 6
"""Minimum lengths, in letters, of what identifies a person: a first or last word, a word between them, the name without spaces."""

_UNSPACED = re.compile(
    "[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u31f0-\u31ff\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+"
)
"""Thai, Lao, Burmese, Khmer, kana, Han; and Hangul, to whose names particles are joined."""
_IDEOGRAPHS = re.compile("[\u3400-\u9fff\uac00-\ud7af\uf900-\ufaff\U00020000-\U0003134f]+")
"""Han and Hangul, where two characters are a given or a family name."""
_TITLES_AFTER = ("先生", "小姐", "女士", "太太", "さん", "様", "氏", "씨", "님")
_SPELLED = 3
"""Minimum length of a word in the other unspaced scripts that identifies a person."""


def folded(text: str) -> str:
    """Without case and accents; “ł” is “l” and “æ” is “ae”."""
    return text.lower() if text.isascii() else unaccented(text).translate(_SCHWA)


def _visible(text: str) -> str:
    """`text` in NFKC without format characters (category Cf), and with one kind of apostrophe."""
    if text.isascii():
        return text.replace("`", "'")  # the only one of _APOSTROPHES that it may have; this takes a tenth of the pattern's time
    text = unicodedata.normalize("NFKC", text)
    # The set, as a text has few distinct characters: each is removed by one pass in C.
    for character in set(text):
        if unicodedata.category(character) == "Cf":
            text = text.replace(character, "")
    return _APOSTROPHES.sub("'", text)


def _spellings(word: str) -> frozenset[str]:
    """The folded forms of a word: without accents, and with umlauts written as two letters."""
    if word.isascii():
        return frozenset({word.lower()})
    lowered = unicodedata.normalize("NFC", word).casefold()
    written = lowered.translate(_UMLAUTS)
    return frozenset({folded(word)} if written == lowered else {folded(word), folded(written)})


def _words(written: str) -> frozenset[str]:
    """Every word in a text of `_visible`, folded: also those joined by “_”, “.” or capitals, as in “@zuleika_quartz” and “#PatOBrien”."""
    return frozenset(spelling for each in _tokens(written) for spelling in _spellings(each))


def _tokens(written: str) -> Iterator[str]:
    """Each word of a text of `_visible` as written, and its parts at digits, underscores, dots, apostrophes and capitals, also two parts together."""
    for found in _TOKEN.findall(written):
        if found.isalpha() and found[1:].islower():  # the usual word, which has no parts
            yield found
            continue
        joined = found.replace("'", "")
        yield joined
        for part in re.split(r"[\d_.]+", joined):
            yield part
            capitalised = _camel_case(part)
            yield from capitalised
            # “O” and “Brien” of “PatOBrien” are one name.
            yield from (one + other for one, other in pairwise(capitalised))
        yield from found.split("'")


def _camel_case(word: str) -> list[str]:
    """The words of a text in camel case: “PatOBrien” is “Pat”, “O”, “Brien”."""
    starts = [
        at for at in range(1, len(word)) if word[at].isupper() and (not word[at - 1].isupper() or word[at + 1 : at + 2].islower())
    ]
    return [word[start:end] for start, end in zip([0, *starts], [*starts, len(word)], strict=True)]


def _capitals(text: str) -> frozenset[str]:
    """The words, folded, whose capital letter may tell a name: not those that any sentence begins with, none where all is in capitals."""
    if text.isupper():
        return frozenset()
    written = _visible(text)
    begins = set(_beginnings(written))
    letters = (letter.lower() if at in begins else letter for at, letter in enumerate(written))
    return frozenset(folded(each) for each in _tokens(_visible("".join(letters))) if each[:1].isupper())


def _beginnings(text: str) -> Iterator[int]:
    """Where sentences and lines begin with a word that has its capital from there; “Nova Era” is a name there too.

    List markers and quotation marks before it do not count.
    """
    written = [*_LETTERS.finditer(text)]
    for before, each, after in zip([None, *written], written, [*written[1:], None], strict=False):
        between = text[before.end() if before else 0 : each.start()]
        is_named = after is not None and after[0][0].isupper() and not text[each.end() : after.start()].strip(" ")
        if not is_named and (before is None or "\n" in between or _ends(before[0], between)):
            yield each.start()


def _ends(word: str, between: str) -> bool:
    """Whether a sentence ends after `word`, by what stands between it and the next: after “Dr.” and “J.” it goes on."""
    stop = _STOP.search(between)
    if stop is None or not any(map(str.isspace, between[stop.end() :])):
        return False
    return stop[0] != "." or (len(word) > 1 and folded(word) not in _TITLES)


class Name(Struct, frozen=True, dict=True):
    """A person's name, and the parts of it that identify the person."""

    text: str

    @cached_property
    def words(self) -> tuple[str, ...]:
        """Its words, folded, without titles and particles; where nothing else is left, all."""
        return tuple(each for each in self._every if each not in _SKIPPED) or self._every

    @cached_property
    def _every(self) -> tuple[str, ...]:
        return tuple(folded(each.replace("'", "")) for each in _WORD.findall(_visible(self.text)))

    @cached_property
    def telling(self) -> frozenset[str]:
        """The words each of which is enough to identify the person in a text."""
        first_and_last = {*self.words[:1], *self.words[-1:]}
        told = {each for each in first_and_last if len(each) >= _SHORTEST}
        told |= {each for each in self.words if len(each) >= _SHORTEST_MIDDLE}
        spelled = {spelling for each in _PART.findall(_visible(self.text)) for spelling in _spellings(each)}
        return frozenset(told | {each for each in spelled if len(each) >= _SHORTEST_MIDDLE and each not in _SKIPPED})

    @cached_property
    def joined(self) -> frozenset[str]:
        """The name without its spaces: with and without its particles, and its first and last word in either order."""
        if len(self.words) < 2:  # noqa: PLR2004 - one word has nothing to join
            return frozenset()
        first, last = self.words[0], self.words[-1]
        found = ("".join(self.words), "".join(self._every), first + last, last + first)
        return frozenset(each for each in found if len(each) >= _SHORTEST_JOINED)

    @cached_property
    def pieces(self) -> frozenset[str]:
        """Parts to be found in scripts without spaces: the family name and the given name, of two characters or more."""
        if self.text.isascii():
            return frozenset()
        text = _visible(self.text)
        found = {each for each in _UNSPACED.findall(text) if len(each) >= _SPELLED}
        for each in _IDEOGRAPHS.findall(text):
            # Most such names have a family name of one or two characters first and a given name of two last.
            found |= {each[:2], each[-2:], *(f"{each[0]}{title}" for title in _TITLES_AFTER)}
        return frozenset(each for each in {*found, "".join(_UNSPACED.findall(text))} if len(each) > 1)


def _parts(name: str) -> Iterable[str]:
    """What of a name a text has somewhere that names the person: one of these at least, folded, wherever in a word."""
    written = _visible(name)
    if written.isascii() and "'" not in written:  # most names: all parts are folded at once, and each has one spelling
        parts = _PART.findall(written.lower())
        return [each for each in parts if len(each) >= _SHORTEST and each not in _SKIPPED] or parts
    parts = _PART.findall(written)
    if "'" not in written:  # else short parts may be one word
        long = (each for each in parts if len(each) >= _SHORTEST or not each.isascii())  # “ö” may be two letters
        parts = [each for each in long if folded(each) not in _SKIPPED] or parts
    return chain.from_iterable(map(_spellings, parts))


def is_same_name(one: str, other: str) -> bool:
    """Whether two names may be one person's: they share a word, titles aside, as “Mrs. Souza” and “Maria Souza” do."""
    first, second = Name(one), Name(other)
    return not {*first.words, *first.pieces}.isdisjoint({*second.words, *second.pieces})


FREQUENT = frozenset(folded(each) for each in AS_WRITTEN)
"""Words that identify somebody only where they are written with a capital letter within a sentence."""


class Text:
    """A text that is searched for names; its words are computed once for all names."""

    def __init__(self, text: str) -> None:
        self._text = text
        written = _visible(text)
        self.words = _words(written)
        self._unspaced = " ".join(_UNSPACED.findall(written))
        self._all = f"{' '.join(self.words)} {folded(written)}"

    @cached_property
    def _said(self) -> frozenset[str]:
        return self.words | {each.removesuffix("s") for each in self.words}

    @cached_property
    def _capital(self) -> frozenset[str]:
        return _capitals(self._text)

    @cached_property
    def _in_order(self) -> str:
        return f" {' '.join(Name(self._text).words)} "

    def may_name(self, name: str) -> bool:
        """Whether `names` may find the name, as a part of it stands in the text: this takes a tenth of the time of taking it apart."""
        if self._unspaced and not name.isascii():
            return True
        return any(part in self._all for part in _parts(name))

    def names(self, name: Name, harmless: frozenset[str]) -> bool:
        """Whether the text has the name: in full, by one identifying word, or without its spaces.

        `harmless` are words of other people's names that the text may mean as well: they alone are no match.
        """
        telling = name.telling - harmless
        frequent = telling & FREQUENT
        if (telling - frequent) & self._said or (frequent and frequent & self._capital):
            return True
        in_full = (self._text.isupper() or bool(set(name.words) - FREQUENT)) and f" {' '.join(name.words)} " in self._in_order
        joined = any(joined in each for joined in name.joined for each in self.words)
        if (in_full or joined) and set(name.words) - harmless:
            return True
        return any(piece in self._unspaced and piece not in harmless for piece in name.pieces)
