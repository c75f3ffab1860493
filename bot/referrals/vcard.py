"""Reads the name and the contact from a vCard that a phone shared.

Written by every phone in its own way and sent by strangers, so nothing of it is trusted: what can't be read is left out.
"""

from __future__ import annotations

import re
from itertools import islice
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.contacts import reader
from bot.core.contacts.characters import plain_characters
from bot.core.errors import N_, Refused
from bot.core.text import clean, is_blank, shortened
from bot.referrals.model import CONTACT, PROSPECT
from bot.referrals.vcard_lines import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

LARGEST = 256 * 1024
"""Bytes: a card with a picture has about a hundred thousand."""
MOST_LINES = 500
MOST_CHARACTERS = 2000
"""Of one value: ten times as many as a field takes."""
_ESCAPED = re.compile(r"\\(.)", re.DOTALL)
_SCHEME = re.compile(r"(tel|mailto|sms):", re.IGNORECASE)
_WAYS = {"TEL": 0, "EMAIL": 1, "URL": 2, "X-SOCIALPROFILE": 2, "SOCIALPROFILE": 2}
"""Properties that reach somebody, in the order in which they are written down; links only where there is nothing else."""
_LINKS = 2
_NOT_SPOKEN = frozenset({"FAX", "PAGER", "MODEM", "BBS"})
"""Types of TEL that are not for calls (RFC 2426, 3.3.1)."""
_APART = ", "
_NUMBERED = re.compile(r"PREF=\"?([0-9]{1,3})\"?", re.ASCII)
_LAST = 1000
_NAMING = ("FN", "N", "NICKNAME", "ORG")
"""Properties that name a card, the best first."""


class ContactCard(Struct, frozen=True):
    """What a form can be filled with; either may be empty."""

    name: str
    contact: str


def check_size(size: int) -> None:
    """Raise Refused where a file is too large to be a contact; called before it is fetched."""
    if size > LARGEST:
        raise Refused(N_("That file is too large for one contact. Share a single contact from your phone, as a .vcf file."))


def read(data: bytes) -> ContactCard:
    """The first card of a file. Raises Refused, saying what would work."""
    check_size(len(data))
    lines = list(islice(_first_card(data), MOST_LINES))
    names = [name for name in map(_plain_name, _names(lines)) if name]
    found = ContactCard(shortened(names[0], PROSPECT.limit) if names else "", _contact(lines))
    if not (found.name or found.contact):
        raise Refused(N_("I can't read that file as a contact. Share a single contact from your phone, as a .vcf file."))
    return found


def every_name(data: bytes) -> Iterator[str]:
    """The name of each card of a file that has one; a card within a card, such as an assistant's, is left out."""
    for lines in _cards(data):
        found = next((name for name in map(_plain_name, _names(lines)) if name), "")
        if found:
            yield found


def _cards(data: bytes) -> Iterator[list[Line]]:
    """The lines of each card by which it may be named."""
    lines: list[Line] = []
    depth, is_agent = 0, False
    for line in lines_of(data):
        if line.name == "BEGIN":
            # Only an AGENT has a card within a card (RFC 2426, 3.5.4); elsewhere the END before it is missing.
            if depth and not is_agent:
                yield lines
                depth = 0
            depth += 1
            lines = [] if depth == 1 else lines
        elif line.name == "END":
            depth = max(depth - 1, 0)
            if not depth:
                yield lines
                lines = []
        elif depth == 1 and line.name in _NAMING and len(lines) < MOST_LINES:
            lines.append(line)
        is_agent = line.name == "AGENT"
    yield lines


def _first_card(data: bytes) -> Iterator[Line]:
    """The lines between the first BEGIN and its END, without nested cards, such as an assistant's."""
    depth = 0
    for line in lines_of(data):
        if line.name in {"BEGIN", "END"}:
            if not depth and line.value.strip().upper() != "VCARD":
                return
            depth += 1 if line.name == "BEGIN" else -1
            if depth <= 0:
                return
        if depth == 1:
            yield line


def _names(lines: list[Line]) -> Iterator[str]:
    """The names of a card, the best first: as shown, by parts, a nickname, a company."""
    for kind in _NAMING:
        for line in sorted((each for each in lines if each.name == kind and not is_blank(each.value)), key=_place):
            yield _name(line.value, kind)


def _name(value: str, kind: str) -> str:
    """The name in one property. The parts of `N` stand with the family's first; a company's with its own."""
    if kind == "FN":
        return _plain(value)
    parts = [_plain(part) for part in re.split(r"(?<!\\)[;,]" if kind == "NICKNAME" else r"(?<!\\);", value)]
    if kind == "N":
        # The components of N: family, given and additional names, prefixes, suffixes (RFC 6350, 6.2.2).
        family, given, middle, before, after = (*parts, "", "", "", "", "")[:5]
        parts = [before, given, middle, family, after]
        return " ".join(filter(None, parts))
    return parts[0]


def _plain_name(name: str) -> str:
    """The name without a phone or address in it, by which phones call who was kept without one."""
    if not any(letter.isdigit() or letter in "@＠" for letter in name):
        return name  # as nearly all are
    found = reader.read(name)
    if not (found.phones or found.emails):
        return name
    rest = " ".join(found.rest.split()).strip(" ;,.:()<>-/|+")
    return rest if any(map(str.isalpha, rest)) else ""


def _contact(lines: list[Line]) -> str:
    """Phones, then e-mail addresses, the preferred first; a link where there is neither. As many as the field takes.

    A fax is left out where there is anything else, and so is what stands in a name where the card says it again.
    """
    ways = sorted((line for line in lines if line.name in _WAYS), key=lambda line: (_WAYS[line.name], _place(line)))
    spoken = [way for line in ways if _WAYS[line.name] < _LINKS and not _is_fax(line) for way in _ways(line)]
    unspoken = [way for line in ways if _is_fax(line) for way in _ways(line)]
    in_names = [phone.dialled for name in _names(lines) for phone in reader.read(name).phones]
    links = [way for line in ways if _WAYS[line.name] == _LINKS for way in _ways(line)][:1]
    return _joined(spoken or in_names or unspoken or links)


def _ways(line: Line) -> list[str]:
    """How a line reaches somebody, as it is written; of words around a number nothing is kept."""
    text = plain_characters(_SCHEME.sub("", _plain(line.value)))
    if line.name == "TEL":
        text = text.partition(";")[0]
    found = reader.read(text)
    if line.name == "TEL" and any(map(str.isalpha, found.rest)):
        return [phone.dialled for phone in found.phones]
    return [text] if found.reaches else []


def _is_fax(line: Line) -> bool:
    types = {each for mark in line.parameters for each in re.split(r"[=,\"]", mark)}
    return line.name == "TEL" and bool(types & _NOT_SPOKEN) and not types & {"CELL", "VOICE"}


def _joined(ways: Iterable[str]) -> str:
    contact = ""
    for each in dict.fromkeys(ways):
        longer = f"{contact}{_APART}{each}" if contact else each
        if len(longer) <= CONTACT.limit:
            contact = longer
    return contact


def _place(line: Line) -> int:
    """Its rank among properties of one type, lower first: vCard 4.0 numbers them from 1 to 100, the others mark the preferred one."""
    # PREF: a number in vCard 4.0 (RFC 6350, 5.3), a TYPE in 3.0 (RFC 2426, 3.3.1), a parameter by itself in 2.1.
    for mark in line.parameters:
        numbered = _NUMBERED.fullmatch(mark)
        if numbered:
            return int(numbered[1])
        if mark.startswith("PREF") or "PREF" in re.split(r"[=,\"]", mark):
            return 1
    return _LAST


def _plain(value: str) -> str:
    """As much of a value as may matter, on one line, as people read it."""
    # Cut before it is unescaped: what strangers send may be a line of a quarter of a megabyte.
    value = value[:MOST_CHARACTERS]
    return clean(_ESCAPED.sub(lambda found: " " if found[1] in "nN" else found[1], value), multiline=False)
