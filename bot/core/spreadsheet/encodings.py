"""Decodes text files of unknown encoding: UTF by its byte order mark or its form, else by the one code page that makes only words.

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
"""The code pages that are tried, by Python's names for them, in the order in which they are offered."""
SAMPLES = 3
"""Number of words by which a choice shows how the text would read."""

_TEXT_ENDS = 0.3
"""Minimum share of zero bytes at even or at odd offsets in UTF-16 without a byte order mark: in Latin text nearly all of them are."""
_WORD = re.compile(r"[^\s,;:|\"()/<>=]*[^\x00-\x7f\s][^\s,;:|\"()/<>=]*")
_BEFORE, _BEHIND = "“‘«„‚¿¡–—…•·§.'!?*&#+-_\u00a0", "»…·°ºª½.'!?*&#+-_\u00a0"
"""Characters that may stand before, and after, a word; a closing quotation mark only where the text has an opening one."""
_POSSESSIVE = re.compile(r"^\w{1,2}’(?=\w)|’s$")
"""An apostrophe that separates words: “D’Ávila”, “Ana’s”."""
_WESTERN = frozenset({"cp1252", "mac_roman", "cp850"})
_RARE_WESTERN = re.compile(r"[øØæÆåÅòÒìÌùÙþÞðÐœŒÿŸýÝ]|õ(?!e)|Õ(?!E)")
"""Letters that few names of Western Europe have, and whose bytes are common letters in other code pages."""


class UnsureEncoding(Refused):
    """Several code pages turn the text into words. `choices` has pairs of a code page and some words as it decodes them."""

    def __init__(self, choices: tuple[tuple[str, str], ...]) -> None:
        super().__init__(N_("I can't tell how this file writes its accents. Save it as XLSX or as CSV UTF-8 and upload that."))
        self.choices = choices


class NotText(Exception):
    """The bytes are no text."""


def decoded(data: bytes, encoding: str | None = None) -> str:
    """The text of a file; `encoding` is one of CODE_PAGES, where a person chose it.

    Raises UnsureEncoding where several code pages fit, and NotText where a byte is zero and it is not UTF-16.
    """
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
        # Line by line: a file may be put together from parts of different encodings.
        lines = [(line, _utf8(line)) for line in data.splitlines(keepends=True)]
    others = b"".join(line for line, text in lines if text is None)
    is_mixed = any(text is not None and not text.isascii() for _, text in lines)
    page = encoding or _code_page(others, is_mixed)
    return "".join(_in(line, page) if text is None else text for line, text in lines)


def _utf8(line: bytes) -> str | None:
    """The line decoded as UTF-8; None where it is not."""
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
    """The code page in which all words can be words. Raises UnsureEncoding where several differ in what they make of the text.

    With `is_mixed` other lines are UTF-8; then there is always a result, cp1252 where nothing decides it.
    """
    words = {page: found for page in CODE_PAGES if (found := _words(data, page)) is not None}
    fitting = [page for page, found in words.items() if all(_can_be(word, page) for word in found)]
    likely = [page for page in fitting if page in _WESTERN and not any(_RARE_WESTERN.search(word) for word in words[page])]
    readings: dict[tuple[str, ...], str] = {}
    # Pages that decode all words alike are one choice: it does not matter which is taken.
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
    """The distinct words that are not ASCII, without signs around them; None where the page leaves a byte of the data undefined."""
    try:
        text = data.decode(page)
    except UnicodeDecodeError:
        return None
    behind = _BEHIND + "".join(close for opened, close in ("“”", "‘’") if opened in text)
    found = (word.lstrip(_BEFORE).rstrip(behind) for word in dict.fromkeys(_WORD.findall(text)))
    return [word for word in dict.fromkeys(found) if not word.isascii()]


def _can_be(word: str, page: str) -> bool:
    """Whether a decoded text can be a word: only letters, of one script, and at most half of them not ASCII.

    A capital after a small letter must be ASCII, as in “McDonald”: wrong code pages put accented capitals inside words.
    """
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
