"""Texts that people type: cleaning, comparing, measuring, cutting, and the checks of a form's fields."""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import reader
from bot.core.errors import N_, Refused, Sentence
from bot.core.graphemes import whole_until

if TYPE_CHECKING:
    from collections.abc import Callable


# Limits of fields in characters; all are below the 4,000 that Discord accepts in a text input.
LINE = 200
PARAGRAPH = 400
THANKS = 1000
REASON = 400

_BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_INVISIBLE = frozenset({"Cc", "Cf", "Zs", "Zl", "Zp", "Mn", "Me", "Cn", "Co", "Cs"})
_UNDECOMPOSED = str.maketrans(
    {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe", "ħ": "h", "ŧ": "t", "ŋ": "n", "ı": "i", "ɨ": "i"}
    | {
        "ƀ": "b",
        "ɓ": "b",
        "ɗ": "d",
        "ɖ": "d",
        "ɛ": "e",
        "ǥ": "g",
        "ƙ": "k",
        "ƚ": "l",
        "ɔ": "o",
        "ɵ": "o",
        "ʉ": "u",
        "ƴ": "y",
        "ƶ": "z",
    }
)
"""Letters with a stroke, hook or ligature, which NFKD leaves whole; the base letters are those of CLDR's Latin-ASCII transform
(https://github.com/unicode-org/cldr/blob/main/common/transforms/Latin-ASCII.xml)."""
_BLANK_LETTERS = frozenset("\u115f\u1160\u2800\u3164\uffa0")
"""Hangul's fillers and the empty Braille pattern: letters and a symbol by their category, which show nothing."""

_ACCENTS = re.compile("[\u0300-\u034e\u0350-\u036f]+")
"""Combining marks of Latin, Greek and Cyrillic letters, removed by one pattern; other marks are rare and removed one by one."""

_SIGNS = re.compile(r"[\\*_~`|\[\]<@]")
"""Markdown signs that may need a backslash anywhere in a line; all others need one only at its beginning."""


class Field(Struct, frozen=True):
    """A field of a form: its marked label, how long its text may be, whether it may stay empty.

    `length` is by what the limit is measured: code points, as Discord takes them from a form, unless said.
    """

    label: str
    limit: int = LINE
    required: bool = True
    multiline: bool = False
    length: Callable[[str], int] = len


def clean(text: str, *, multiline: bool = True) -> str:
    """`text` in NFC, without control characters, direction overrides and lone surrogates, trimmed."""
    kept = unicodedata.normalize("NFC", text)
    if not kept.isprintable():  # printable text, the usual case, holds none of them
        kept = "".join(
            character
            for character in kept
            if character not in _BIDI_CONTROLS and (character in "\n\t" or unicodedata.category(character) not in {"Cc", "Cs"})
        )
    return kept.strip() if multiline else " ".join(kept.split())


def is_blank(text: str) -> bool:
    """Whether nothing in `text` can be seen: spaces, zero-width characters, marks without a letter."""
    return all(unicodedata.category(letter) in _INVISIBLE or letter in _BLANK_LETTERS for letter in text)


def key(text: str) -> str:
    """The form in which two texts are the same to people: NFKC, case folded, single spaces."""
    if text.isascii():
        return " ".join(text.lower().split())
    # Case folding may undo a normal form, so it is made again (Unicode Standard, section 3.13, default caseless matching).
    folded = unicodedata.normalize("NFKC", text).casefold()
    return " ".join(unicodedata.normalize("NFKC", folded).split())


def plain(text: str) -> str:
    """`key` without accents and strokes, for a search in which "cafe" finds "café" and "duc" finds "Đức"."""
    return " ".join(unaccented(text).split())


def unaccented(text: str) -> str:
    """`plain` with its spaces as they are, for searching long texts word by word."""
    if text.isascii():
        return text.lower()
    letters = _ACCENTS.sub("", unicodedata.normalize("NFKD", unicodedata.normalize("NFKC", text).casefold()))
    if not letters.isascii():
        letters = letters.translate(_UNDECOMPOSED)
        # The set, as a text has few distinct marks: each is removed by one pass in C.
        for mark in filter(unicodedata.combining, set(letters)):
            letters = letters.replace(mark, "")
    return letters


def read(field: Field, typed: str) -> str:
    """The cleaned text of a field, empty where an optional one shows nothing. Raises Refused, naming the field.

    Of blank lines that follow one another one stays: four hundred of them would fill a channel.
    """
    text = _without_gaps(clean(typed, multiline=field.multiline))
    if is_blank(text):
        if field.required:
            raise Refused(N_("“{field}” is empty. Write something in it and send it again."), field=Sentence(field.label))
        return ""
    length = field.length(text)
    if length > field.limit:
        raise Refused(
            N_("“{field}” has {length} characters and may have {limit}. Shorten it and send it again."),
            field=Sentence(field.label),
            length=length,
            limit=field.limit,
        )
    return text


def _without_gaps(text: str) -> str:
    """`text` with one blank line in place of several."""
    if "\n" not in text:
        return text
    lines = text.splitlines()
    blank = [is_blank(line) for line in lines]
    return "\n".join(line for line, *gap in zip(lines, blank, [False, *blank], strict=False) if not all(gap))


def read_contact(field: Field, typed: str, region: str = "") -> str:
    """The text of a field that must have a contact. `region` is the ISO 3166 code of where it was written. Raises Refused."""
    text = read(field, typed)
    if text and not reader.reaches(text, region):
        raise Refused(
            N_(
                "“{field}” needs a phone number, an e-mail address or a link, such as +55 11 98888-1234 or ana@example.org, or a"
                " handle such as @padaria_real."
            ),
            field=Sentence(field.label),
        )
    return text


def units(text: str) -> int:
    """How many UTF-16 code units a text has: an emoji is one code point and two of them.

    Discord's API counts code points (https://github.com/discord/discord-api-docs/issues/1315), its clients in JavaScript code
    units. These are never fewer, so that what keeps a limit by them keeps it by both.
    """
    # CPython encodes "utf-16" itself, with a byte order mark; for "utf-16-le" it looks a codec up, which takes four times as long.
    return len(text) if text.isascii() else len(text.encode("utf-16", "surrogatepass")) // 2 - 1


def beginning(text: str, limit: int) -> str:
    """As much of `text` as takes at most `limit` units, with no letter and no emoji cut apart."""
    end = min(len(text), max(limit, 0))
    while (over := units(text[:end]) - limit) > 0 and end:
        # A code point has at most two units, so this removes no more than necessary.
        end -= (over + 1) // 2
    return text[: whole_until(text, end)]


def shortened(text: str, limit: int) -> str:
    """`text`, or as much of it as leaves room for an ellipsis within `limit` units."""
    if units(text) <= limit:
        return text
    return beginning(text, limit - 1).rstrip() + "…" if limit > 0 else ""


def longest_shown(text: str) -> int:
    """The most units that `text` takes on one line where Discord shows it as typed: a backslash for each sign that would do something."""
    # One more for a sign that does something at the beginning of a line only, such as “#”.
    return units(text) + len(_SIGNS.findall(text)) + 1


APOSTROPHES = frozenset("'’`´")


_BETWEEN_WORDS = re.compile("[^a-z0-9]+")


def sort_key(text: str) -> str:
    """The key by which lists of people and trades are sorted, by code points: letters first, then accents and case.

    As in Unicode's collation (https://www.unicode.org/reports/tr10/) a letter with an accent or stroke stands beside its base letter;
    punctuation and symbols do not count. Babel has no collation, and ICU needs a C++ library beside Python.
    """
    # The separator sorts before all that `compared` leaves, so that the beginning of a name stands before the whole.
    return f"{compared(text)}\x01{key(text)}"


def stored_sort_key(text: str) -> str:
    """`sort_key` for a column with an index, of which PostgreSQL refuses an entry of more than 2,704 bytes."""
    return sort_key(text)[:LINE]


def compared(text: str) -> str:
    """`plain`, with punctuation as spaces and without apostrophes: “E-commerce” and “e commerce” are the same."""
    letters = text.lower() if text.isascii() else unaccented(visible(text))
    if letters.isascii():
        return _BETWEEN_WORDS.sub(" ", letters.replace("'", "").replace("`", "")).strip()
    # Letters, marks and numbers; marks stay, as in many scripts vowels are marks.
    kept = (c if unicodedata.category(c)[0] in "LMN" else " " for c in letters if c not in APOSTROPHES)
    return " ".join("".join(kept).split())


def same_name_key(name: str) -> str:
    """The form in which two names are the same: `compared`, or `key` of a name that has no letters or numbers."""
    return compared(name) or key(name)


def visible(text: str) -> str:
    """`text` without format characters (category Cf), such as zero-width spaces and direction marks."""
    return text if text.isprintable() else "".join(c for c in text if unicodedata.category(c) != "Cf")
