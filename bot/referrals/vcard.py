"""A contact that a phone shares, as vCard 2.1, 3.0 or 4.0: its name, and how to reach it.

Written by every phone in its own way and sent by strangers, so that nothing of it is believed: what can't be read is passed over.
"""

from __future__ import annotations

import codecs
import quopri
import re
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused
from bot.core.text import clean, is_blank, reaches, shortened
from bot.referrals.model import CONTACT, PROSPECT

if TYPE_CHECKING:
    from collections.abc import Iterator

LARGEST = 256 * 1024
"""Bytes: a card with a picture has about a hundred thousand."""
MOST_LINES = 500
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SCHEME = re.compile(r"(tel|mailto|sms):", re.IGNORECASE)
_CHARSETS = re.compile(
    r"UTF-(8|16)|US-ASCII|ISO-8859-\d+|ISO-2022-JP|(WINDOWS-|CP)\d+|KOI8-[RU]|SHIFT_JIS|EUC-(JP|KR)|BIG5|GB\w+"
)
"""What phones write in; others of Python's encodings take long for what strangers send."""
_REACHES = {"TEL": 0, "EMAIL": 1, "URL": 2}
_APART = ", "
_NUMBERED = re.compile(r"PREF=\"?([0-9]{1,3})\"?", re.ASCII)
_LAST = 1000


@dataclass(frozen=True, slots=True)
class ContactCard:
    """What a form can be filled with; either may be empty."""

    name: str
    contact: str


@dataclass(frozen=True, slots=True)
class _Line:
    """A property of a card: its name and parameters in capitals, its value decoded and still escaped."""

    name: str
    marks: frozenset[str]
    value: str


def check_size(size: int) -> None:
    """Raise Refused where a file is too large to be a contact; asked before it is fetched."""
    if size > LARGEST:
        raise Refused(N_("That file is too large for one contact. Share a single contact from your phone, as a .vcf file."))


def read(data: bytes) -> ContactCard:
    """The first card of a file. Raises Refused, saying what would work."""
    check_size(len(data))
    lines = list(islice(_first_card(data), MOST_LINES))
    name = next(filter(None, (_name(lines, kind) for kind in ("FN", "N", "NICKNAME", "ORG"))), "")
    found = ContactCard(shortened(name, PROSPECT.limit), _contact(lines))
    if not (found.name or found.contact):
        raise Refused(N_("I can't read that file as a contact. Share a single contact from your phone, as a .vcf file."))
    return found


def _first_card(data: bytes) -> Iterator[_Line]:
    """What stands between the first BEGIN and its END; a card within the card, such as an assistant's, is left out."""
    depth = 0
    for raw in _unfolded(_utf8(data)):
        line = _line(raw)
        if line is None:
            continue
        if line.name in {"BEGIN", "END"}:
            if not depth and line.value.strip().upper() != "VCARD":
                return
            depth += 1 if line.name == "BEGIN" else -1
            if depth <= 0:
                return
        if depth == 1:
            yield line


def _utf8(data: bytes) -> bytes:
    """The file without its mark of an encoding; what is in UTF-16 is made UTF-8, all else is left to its lines."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace").encode()
    return data.removeprefix(codecs.BOM_UTF8)


def _unfolded(data: bytes) -> Iterator[bytes]:
    """Whole lines: a space at the start goes on with the line before, and so does a quoted-printable line that ends in “=”."""
    parts: list[bytes] = []
    for line in data.splitlines():
        if parts and line[:1] in {b" ", b"\t"}:
            parts.append(line[1:])
        elif parts and parts[-1].endswith(b"=") and b"QUOTED-PRINTABLE" in parts[0].upper():
            parts[-1] = parts[-1][:-1]
            parts.append(line)
        else:
            yield b"".join(parts)
            parts = [line]
    yield b"".join(parts)


def _line(raw: bytes) -> _Line | None:
    """`group.NAME;PARAM;PARAM=x:value`, of which the group is nothing to us; None where it is no such line."""
    head, colon, value = raw.partition(b":")
    if not colon:
        return None
    name, *marks = head.decode("ascii", "replace").upper().strip().split(";")
    if any("QUOTED-PRINTABLE" in mark for mark in marks):
        value = quopri.decodestring(value)
    charset = next((mark.partition("=")[2].strip('"') for mark in marks if mark.startswith("CHARSET=")), "UTF-8")
    return _Line(name.rpartition(".")[2], frozenset(marks), _decoded(value, charset))


def _decoded(value: bytes, charset: str) -> str:
    """In the encoding that the line names, or else in the one that it can be in."""
    for each in (charset if _CHARSETS.fullmatch(charset) else "UTF-8", "UTF-8"):
        try:
            return value.decode(each)
        except (LookupError, ValueError):
            continue
    return value.decode("cp1252", "replace")


def _name(lines: list[_Line], kind: str) -> str:
    """The name by one of its properties. The parts of `N` stand with the family's first; a company's with its own."""
    value = next((line.value for line in lines if line.name == kind and not is_blank(line.value)), "")
    if kind == "FN":
        return _plain(value)
    parts = [_plain(part) for part in re.split(r"(?<!\\)[;,]" if kind == "NICKNAME" else r"(?<!\\);", value)]
    if kind == "N":
        family, given, middle, before, after = (*parts, "", "", "", "", "")[:5]
        parts = [before, given, middle, family, after]
        return " ".join(filter(None, parts))
    return parts[0]


def _contact(lines: list[_Line]) -> str:
    """Phones, then e-mail addresses, the preferred first; a link where there is neither. As many as the field takes."""
    ways = [line for line in lines if line.name in _REACHES]
    ways.sort(key=lambda line: (_REACHES[line.name], _place(line)))
    said = list(dict.fromkeys(_SCHEME.sub("", _plain(line.value)).partition(";")[0] for line in ways if line.name != "URL"))
    found = [each for each in said if reaches(each)]
    if not found:
        found = [_plain(line.value) for line in ways if line.name == "URL" and reaches(line.value)][:1]
    contact = ""
    for each in found:
        longer = f"{contact}{_APART}{each}" if contact else each
        if len(longer) <= CONTACT.limit:
            contact = longer
    return contact


def _place(line: _Line) -> int:
    """How far back it stands among its like: vCard 4.0 numbers them from 1 to 100, the others mark the preferred one."""
    for mark in line.marks:
        numbered = _NUMBERED.fullmatch(mark)
        if numbered:
            return int(numbered[1])
        if mark.startswith("PREF") or "PREF" in re.split(r"[=,\"]", mark):
            return 1
    return _LAST


def _plain(value: str) -> str:
    """A value on one line, as people read it."""
    return clean(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value), multiline=False)
