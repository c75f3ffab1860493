"""Text files of unknown encoding: UTF by its mark or its form, else the one code page in which every word can be a word.

charset-normalizer 3.5 was tried and is worse on lists of names: it reads “João Conceição” in cp1252 as cp1250.
"""

from __future__ import annotations

import codecs
import re
from itertools import pairwise

from bot.core.errors import N_, Refused

CODE_PAGES = {
    "cp1252": N_("Windows, Western Europe and the Americas"),
    "mac_roman": N_("Mac, before UTF-8"),
    "cp850": N_("DOS, before Windows"),
    "cp1250": N_("Windows, Central Europe"),
    "cp1251": N_("Windows, Cyrillic"),
}
"""What is tried, by Python's names, in the order in which they are offered."""
SAMPLES = 3
"""Words that show how a text would read."""

_TEXT_ENDS = 0.3
"""The share of zero bytes at even or odd places from which on a text is UTF-16 without a mark."""
_WORD = re.compile(r"[^\s,;:|\"()/<>=]*[^\x00-\x7f\s][^\s,;:|\"()/<>=]*")
_BEFORE, _BEHIND = "“‘«„‚¿¡–—…•·§.'!?*&#+-_\u00a0", "»…·°ºª½.'!?*&#+-_\u00a0"
"""What may stand before, and behind, a word; a quotation mark behind it only where one is opened."""
_POSSESSIVE = re.compile(r"^\w{1,2}’(?=\w)|’s$")
"""An apostrophe that separates words: “D’Ávila”, “Ana’s”."""
_WESTERN = frozenset({"cp1252", "mac_roman", "cp850"})
_RARE_WESTERN = re.compile(r"[øØæÆåÅòÒìÌùÙþÞðÐœŒÿŸýÝ]|õ(?!e)|Õ(?!E)")
"""Letters that few names of Western Europe have, and whose bytes are common letters in other code pages."""


class UnsureEncoding(Refused):
    """Several code pages make words of the text. `choices` has each with some words as it reads them."""

    def __init__(self, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(N_("I can't tell how this file writes its accents. Save it as XLSX or as CSV UTF-8 and upload that."))
        self.choices = choices


class NotText(Exception):
    """The bytes are no text."""


def decoded(data: bytes, encoding: str | None = None) -> str:
    """The text of a file; `encoding` is one of CODE_PAGES, where somebody chose it. Raises UnsureEncoding, NotText."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if data[1:200:2].count(0) > len(data[1:200:2]) * _TEXT_ENDS:
        return data.decode("utf-16-le", "replace")
    if data[:200:2].count(0) > len(data[:200:2]) * _TEXT_ENDS:
        return data.decode("utf-16-be", "replace")
    if b"\0" in data:
        raise NotText
    data = data.removeprefix(codecs.BOM_UTF8)
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        lines = [(line, _utf8(line)) for line in data.splitlines(keepends=True)]
    others = b"".join(line for line, text in lines if text is None)
    is_mixed = any(text is not None and not text.isascii() for _, text in lines)
    page = encoding or _code_page(others, is_mixed)
    return "".join(_in(line, page) if text is None else text for line, text in lines)


def _utf8(line: bytes) -> str | None:
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def _in(line: bytes, page: str) -> str:
    """The line in that code page; in Latin-1 where it holds a byte that the page leaves undefined."""
    try:
        return line.decode(page)
    except UnicodeDecodeError:
        return line.decode("latin-1")


def _code_page(data: bytes, is_mixed: bool) -> str:
    """The one in which all words can be words. `is_mixed` says that other lines are UTF-8: then no page need fit. Raises UnsureEncoding."""
    words = {page: found for page in CODE_PAGES if (found := _words(data, page)) is not None}
    fitting = [page for page, found in words.items() if all(_can_be(word, page) for word in found)]
    likely = [page for page in fitting if page in _WESTERN and not any(_RARE_WESTERN.search(word) for word in words[page])]
    readings: dict[tuple[str, ...], str] = {}
    for page in fitting or words:
        readings.setdefault(tuple(words[page]), page)
    if "cp1252" in likely:
        return "cp1252"
    if fitting and (len(readings) == 1 or is_mixed or (len(likely) == 1 and _WESTERN.issuperset(fitting))):
        return (likely or fitting)[0]
    if is_mixed or not readings:
        return "cp1252"
    raise UnsureEncoding(tuple((page, " · ".join(found[:SAMPLES])) for found, page in readings.items()))


def _words(data: bytes, page: str) -> list[str] | None:
    """Each word that is not plain ASCII once, without the signs around it; None where the page leaves a byte undefined."""
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return None
    behind = _BEHIND + "".join(close for opened, close in ("“”", "‘’") if opened in text)
    found = (word.lstrip(_BEFORE).rstrip(behind) for word in dict.fromkeys(_WORD.findall(text)))
    return [word for word in dict.fromkeys(found) if not word.isascii()]


def _can_be(word: str, page: str) -> bool:
    """Whether it is written as words are: letters alone, no capital behind a small letter but in names as “McDonald”, one script."""
    if not any(letter.isalpha() for letter in word):
        return True
    letters = re.sub(r"[-.'&@_0-9ºª°]", "", _POSSESSIVE.sub("", word))
    if not letters.isalpha():
        return False
    if any(one.islower() and other.isupper() and not other.isascii() for one, other in pairwise(letters)):
        return False
    cyrillic = sum("\u0400" <= letter <= "\u04ff" for letter in letters)
    if page == "cp1251":
        return cyrillic == len(letters)
    foreign = sum(not letter.isascii() for letter in letters)
    return foreign <= max(1, len(letters) // 2)
