"""A spreadsheet as a grid of text: finds its columns by their headings, and keeps cells from being run as formulas."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from enum import StrEnum
from functools import cached_property
from typing import Generic, NamedTuple, TypeVar

from msgspec import Struct, field

from bot.core.errors import N_, Refused, Sentence
from bot.core.spreadsheet.heading_words import named
from bot.core.text import compared

Grid = Sequence[Sequence[str]]
"""The cells of a spreadsheet as text, row by row."""

MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 40_000
"""Maximum length of a cell, in characters; Excel's is 32,767. A text that is too long for its field is refused later, with its row."""
EMPTY_ROWS = 200
"""Number of consecutive empty rows after which reading stops: some files declare a million of them."""
LOOKED_THROUGH = 30
"""Number of first rows among which the headings are looked for, since a title, a logo or a date may be above them."""

_PARTED = (r"\s*/\s*", r"\s*\|\s*", r"\s+[-–—]\s+")
"""Patterns of the separators in a cell that holds two columns, tried in this order."""
_FORMULA = re.compile(r"""['"‘’“”`\s\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r\n＝＋－﹢﹣−＠]""")
"""The beginning of a cell that spreadsheets may run as a formula, also after characters that some remove before it
(https://owasp.org/www-community/attacks/CSV_Injection).
"""

C = TypeVar("C", bound=StrEnum)


class Computed(str):
    """A cell that holds a formula, with the result that was stored when the file was saved."""

    __slots__ = ()


class NoHeadings(Refused):
    """No row of the file names enough columns; the refusal can be answered with a file that does."""


class Line(NamedTuple, Generic[C]):
    """One line below the headings: its number as spreadsheets show it, counted from 1, and its cells in the recognised columns."""

    number: int
    cells: Mapping[C, str]
    formulas: tuple[C, ...] = ()
    """The columns that hold a formula without a stored result; nothing of it is in `cells`."""
    computed: tuple[C, ...] = ()
    """The columns that hold the stored result of a formula."""

    @property
    def formula(self) -> C | None:
        """The first column of `formulas`; None where there is none."""
        return self.formulas[0] if self.formulas else None


class Table(Struct, Generic[C], frozen=True):
    """The lines below a sheet's headings, and the headings of columns that hold text and were not recognised."""

    lines: Sequence[Line[C]]
    unread: Sequence[str]


class _Part(Struct, frozen=True):
    """Where a row holds a column: the cell at `place`, or of a cell such as “Name / Company” part `part`, from 0, of `of`."""

    place: int
    part: int = 0
    of: int = 1

    def text(self, cells: Sequence[str]) -> str:
        cell = cells[self.place] if self.place < len(cells) else ""
        if self.of == 1:
            return cell
        parts = next((parts for sign in _PARTED if len(parts := re.split(sign, cell, maxsplit=self.of - 1)) == self.of), [cell])
        return parts[self.part].strip() if self.part < len(parts) else ""


class Headings(Struct, Generic[C], frozen=True, dict=True):
    """The columns that a kind of file may have, and the names by which their headings are recognised.

    `called` has all their names, separated by commas; `owners`, `strict` are as in `heading_words.named`. `joined_by` is what
    stands between the cells of a column of which a sheet may have several, such as phone and e-mail. `doubtful` has names that
    mean a column only where most cells under them fit.
    """

    called: Mapping[C, str]
    are_enough: Callable[[Collection[C]], bool]
    empty: str
    missing: str
    nothing_below: str
    joined_by: Mapping[C, str] = field(default_factory=dict[C, str])
    owners: Collection[str] = ()
    strict: Mapping[C, Collection[str]] = field(default_factory=dict[C, Collection[str]])
    doubtful: Mapping[str, Callable[[str], bool]] = field(default_factory=dict[str, Callable[[str], bool]])

    @cached_property
    def _by_name(self) -> Mapping[str, C]:
        return by_name(self.called)

    def lines(self, grid: Grid) -> list[Line[C]]:
        """The lines below the headings that are not empty. Raises Refused as `table` does."""
        return [*self.table(grid).lines]

    def table(self, grid: Grid) -> Table[C]:
        """The lines below the headings that are not empty, and the columns that are not read.

        Raises NoHeadings, and Refused where the file is empty, has nothing below its headings, or too many rows.
        """
        if not any(cell.strip() for cells in grid for cell in cells):
            raise Refused(self.empty)
        at, columns = self._found(grid)
        lines = [self._line(number, cells, columns) for number, cells in enumerate(grid[at + 1 :], at + 2)]
        lines = [line for line in lines if line.cells or line.formulas]
        if not lines:
            raise Refused(self.nothing_below)
        if len(lines) > MOST_ROWS:
            raise too_many_rows()
        read = {part.place for parts in columns.values() for part in parts}
        filled = {place for cells in grid[at + 1 :] for place, cell in enumerate(cells) if cell.strip()}
        unread = [text.strip() for place, text in enumerate(grid[at]) if text.strip() and place in filled - read]
        return Table(lines, unread)

    def recognised(self, cells: Sequence[str]) -> int:
        """The number of columns that a row names, read as a row of headings."""
        return len(self._columns(cells))

    def _found(self, grid: Grid) -> tuple[int, dict[C, list[_Part]]]:
        """The index of the row of headings, and where each column is. Raises NoHeadings where no row names enough columns."""
        rows = [(at, self._columns(cells)) for at, cells in enumerate(grid[:LOOKED_THROUGH])]
        # The row that names most columns; of equal ones the first, as `max` returns it.
        at, columns = max(rows, key=lambda each: len(each[1]))
        if self.doubtful:
            refuted = {place for place, cell in enumerate(grid[at]) if not self._fits(cell, place, grid[at + 1 :])}
            columns = self._columns(["" if place in refuted else cell for place, cell in enumerate(grid[at])])
        if not self.are_enough(columns):
            raise NoHeadings(self.missing)
        return at, columns

    def _fits(self, heading: str, place: int, below: Grid) -> bool:
        """Whether most distinct cells below a heading fit its doubtful meaning; True for a heading that is not doubtful."""
        fits = self.doubtful.get(compared(heading))
        cells = {cells[place].strip() for cells in below if place < len(cells)} - {""}
        return fits is None or sum(map(fits, cells)) * 2 > len(cells)

    def _columns(self, cells: Sequence[str]) -> dict[C, list[_Part]]:
        """The places of each column, the surest alone; all of them for a column of which a sheet may have several."""
        found: dict[C, list[tuple[int, _Part]]] = {}
        for place, cell in enumerate(cells[:MOST_COLUMNS]):
            named = self._named(cell)
            for part, (column, sureness) in enumerate(named):
                found.setdefault(column, []).append((sureness, _Part(place, part, len(named))))
        columns: dict[C, list[_Part]] = {}
        for column, places in found.items():
            best = max(sureness for sureness, _ in places)
            columns[column] = [place for sureness, place in places if sureness == best or column in self.joined_by]
        return columns

    def _named(self, heading: str) -> list[tuple[C, int]]:
        """The column that a heading names, with its sureness; two where it names one before and another after “/” or “|”."""
        if not heading.strip():
            return []
        whole = named(heading, self._by_name, self.owners, self.strict)
        each = [named(text, self._by_name, self.owners, self.strict) for text in re.split("[/|]", heading)]
        found = [(column, sureness) for column, sureness in (whole, *each) if column is not None]
        two = {column: sureness for column, sureness in each if column is not None}
        if len(two) == len(each) > 1 and self.joined_by.keys().isdisjoint(two):
            return [*two.items()]
        return [max(found, key=lambda each: each[1])] if found else []

    def _line(self, number: int, cells: Sequence[str], columns: Mapping[C, Sequence[_Part]]) -> Line[C]:
        known: dict[C, str] = {}
        formulas: list[C] = []
        computed: list[C] = []
        for column, parts in columns.items():
            texts = [text for part in parts if (text := part.text(cells)).strip()]
            # A formula in a CSV file has no stored result, and what it would come to is not computed here.
            live = [text for text in texts if text.startswith("=") and not isinstance(text, Computed)]
            if live:
                formulas.append(column)
                texts = [text for text in texts if text not in live]
            if any(isinstance(text, Computed) for text in texts):
                computed.append(column)
            if texts:
                several = column in self.joined_by
                # An export has an apostrophe before what looks like a formula; without removing it here, each import of
                # an export would add one.
                texts = [*dict.fromkeys(map(unguarded, texts))]
                known[column] = self.joined_by[column].join(texts) if several else texts[0]
        return Line(number, known, tuple(formulas), tuple(computed))


def bounded(rows: Iterable[Sequence[str]]) -> Grid:
    """The rows, cut to MOST_COLUMNS cells of LONGEST_CELL characters, until more than EMPTY_ROWS empty ones follow one another.

    Raises Refused as soon as too many rows hold text, without reading the rest.
    """
    grid: list[Sequence[str]] = []
    filled = empty = 0
    for row in rows:
        cells = [cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        grid.append(cells)
        empty = 0 if any(cells) else empty + 1
        filled += not empty
        # The headings and the rows above them are counted here too; `Headings.table` counts those below them alone.
        if filled > MOST_ROWS + LOOKED_THROUGH:
            raise too_many_rows()
        if empty > EMPTY_ROWS:
            break
    return grid


def by_name(called: Mapping[C, str]) -> dict[str, C]:
    """{name: meaning} from a mapping of each meaning to its names, separated by commas."""
    return {name.strip(): what for what, names in called.items() for name in names.split(",")}


def guarded(text: str) -> str:
    """The text as a cell that no spreadsheet runs: with an apostrophe before it where it might be taken for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """The inverse of `guarded`."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def too_many_rows() -> Refused:
    """The refusal of a file with more than MOST_ROWS rows. It is returned, not raised."""
    return Refused(N_("This file has more than {most} rows. Cut it in parts and upload one after the other."), most=MOST_ROWS)


def holds_formula(heading: str) -> Refused:
    """The refusal of a line whose cell under `heading` is a formula without a stored result."""
    return Refused(
        N_("“{column}” holds a formula. Put what it comes to in its place and upload the file again."), column=Sentence(heading)
    )
