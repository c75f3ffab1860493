"""Reads the names out of a phone's contacts: vCards, or a table. Phones and addresses are left where they are.

Pure functions over untrusted bytes, which take long for a whole phone: they are run beside the event loop.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.core.errors import N_, Refused
from bot.core.fuzzy import Vocabulary
from bot.core.spreadsheet.csv_text import SAMPLE, read_rows
from bot.core.spreadsheet.encodings import NotText, decoded
from bot.core.spreadsheet.files import OTHER_KINDS
from bot.core.spreadsheet.workbook import OLE, no_spreadsheet, read_workbook
from bot.core.text import Field, clean, compared, is_blank, key, same_name_key, shortened
from bot.referrals import vcard
from bot.relationships.keep_in_touch.model import NAME, NOTE, RELATION

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

LARGEST = 10 * 1024 * 1024
"""Bytes of a file: what Discord lets people upload."""
MOST_PEOPLE = 20_000
"""Maximum number of people in a file."""
_HEADINGS = {
    "name": "name, full name, display name, contact, nome, nome completo, nome de exibicao, contato",
    "first": "first name, given name, primeiro nome",
    "last": "last name, family name, surname, sobrenome",
    "relation": "relation, relacao, how you know them",
    "note": "note, notes, nota, notas, anotacao, anotacoes, observacao, observacoes",
}
_BY_NAME = {name: column for column, names in _HEADINGS.items() for name in names.split(", ")}
"""The columns of a table by their headings, as `compared`. Google's and Outlook's exports have first and last names."""


class Person(NamedTuple):
    """What is taken of somebody in a file."""

    name: str
    relation: str = ""
    note: str = ""


def check_size(size: int) -> None:
    """Raise Refused where a file is too large; called before it is fetched."""
    if size > LARGEST:
        raise Refused(N_("This file has more than 10 MB. Export your contacts without their photos and upload that."))


def read(data: bytes) -> list[Person]:
    """The people in a file, each name once, in the order of the file. Raises Refused, saying what to upload instead."""
    check_size(len(data))
    is_vcard = b"BEGIN:VCARD" in data[:4096].replace(b"\0", b"").upper()
    found: dict[str, Person] = {}
    for person in map(Person, vcard.every_name(data)) if is_vcard else _of_table(data):
        made = Person(*map(_fitting, (NAME, RELATION, NOTE), person))
        if not is_blank(made.name):
            found.setdefault(same_name_key(made.name), made)
        if len(found) > MOST_PEOPLE:
            raise Refused(N_("This file has more than {most} people. Export fewer and upload that."), most=MOST_PEOPLE)
    if not found:
        raise Refused(N_("I find no names in this file. Export your contacts as a vCard (.vcf), or as CSV with a column “Name”."))
    return list(found.values())


def searched(names: Sequence[str], typed: str) -> list[int]:
    """The places of the names in which each typed word stands, those that begin with the first before others; else those with words like it."""
    words = compared(typed).split() or key(typed).split()
    plain = [same_name_key(name) for name in names]
    found = [at for at, name in enumerate(plain) if all(word in name for word in words)]
    if found or not words:
        return sorted(found, key=lambda at: (not plain[at].startswith(words[0]), plain[at])) if words else found
    vocabulary = Vocabulary({word for name in plain for word in name.split()})
    alike = [vocabulary.like(word).keys() for word in words]
    return [at for at, name in enumerate(plain) if all(not each.isdisjoint(name.split()) for each in alike)]


def _of_table(data: bytes) -> Iterator[Person]:
    rows = _rows(data)
    for at, cells in enumerate(rows[:SAMPLE]):
        columns = {column: place for place, cell in enumerate(cells) if (column := _BY_NAME.get(compared(cell)))}
        if "name" in columns or "first" in columns:
            return (_person(row, columns) for row in rows[at + 1 :])
    # Without headings it is a list: the first cell of each row is a name.
    return (Person(row[0]) for row in rows if row)


def _rows(data: bytes) -> list[Sequence[str]]:
    """The rows of a table. Raises Refused."""
    if data.startswith((b"PK", OLE)):
        sheets = read_workbook(data)
        if not sheets:
            raise no_spreadsheet()
        return list(max(sheets, key=lambda grid: max(map(_recognised, grid[:SAMPLE]), default=0)))
    if data.startswith(OTHER_KINDS):
        raise no_spreadsheet()
    try:
        return list(read_rows(decoded(data), _recognised))
    except NotText:
        raise no_spreadsheet() from None


def _recognised(cells: Iterable[str]) -> int:
    return sum(compared(cell) in _BY_NAME for cell in cells)


def _person(cells: Sequence[str], columns: dict[str, int]) -> Person:
    def cell(column: str) -> str:
        place = columns.get(column, len(cells))
        return cells[place] if place < len(cells) else ""

    name = cell("name") if not is_blank(cell("name")) else f"{cell('first')} {cell('last')}"
    return Person(name, cell("relation"), cell("note"))


def _fitting(field: Field, text: str) -> str:
    return shortened(clean(text, multiline=field.multiline), field.limit)
