"""A spreadsheet as a grid of text: its columns by their headings, whatever people call them, and cells that stay text."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Generic, NamedTuple, TypeVar

from bot.core.errors import N_, Refused, Sentence
from bot.core.text import compared

Grid = Sequence[Sequence[str]]
"""The cells of a spreadsheet as text, row by row."""

MOST_ROWS = 5_000
MOST_COLUMNS = 200
LONGEST_CELL = 40_000
"""A cell of a spreadsheet holds 32,767 characters; what is more than a field takes is refused later, with its row."""
EMPTY_ROWS = 200
"""Empty rows behind which nothing more is looked for: some files declare a million of them."""
LOOKED_THROUGH = 30
"""Headings stand in one of so many first rows; what is above them is a title, a logo, a date."""

_SURE, _LIKELY = 2, 1
_LONGEST = 60
"""Longer cells are no headings but text, in which any word may stand."""
_LONG_ENOUGH = 4
"""A name within a heading is telling from so many letters on."""
_FORMULA = re.compile(r"""['"‘’“”`\s\ufeff\u200b-\u200f\u2060]*[=+\-@\t\r\n＝＋－﹢﹣−＠]""")
"""What a spreadsheet may run, or does once what stands before it is taken off."""

C = TypeVar("C", bound=StrEnum)


class Computed(str):
    """A cell that holds a formula, with the result that was stored when the file was saved."""

    __slots__ = ()


class NoHeadings(Refused):
    """No row of the file names its columns; a file that does may help."""


class Line(NamedTuple, Generic[C]):
    """One line under the headings: its number as the spreadsheet shows it, and what stands in the columns that we know."""

    number: int
    cells: Mapping[C, str]
    formula: C | None
    """A column that holds a formula of which no result was stored."""
    computed: tuple[C, ...] = ()
    """The columns that hold stored results of formulas."""


@dataclass(frozen=True)
class Headings(Generic[C]):
    """The columns that a kind of file may have; `called` are all their names, separated by commas.

    `joined_by` is what stands between the cells of a column of which a sheet may have several, such as phone and e-mail.
    """

    called: Mapping[C, str]
    are_enough: Callable[[Collection[C]], bool]
    empty: str
    missing: str
    nothing_below: str
    joined_by: Mapping[C, str] = field(default_factory=dict[C, str])
    _by_name: Mapping[str, C] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "_by_name", by_name(self.called))

    def lines(self, grid: Grid) -> list[Line[C]]:
        """The lines under the headings which are not empty. Raises Refused where there are no headings, or too many rows."""
        if not any(cell.strip() for cells in grid for cell in cells):
            raise Refused(self.empty)
        at, columns = self._found(grid)
        lines = [self._line(number, cells, columns) for number, cells in enumerate(grid[at + 1 :], at + 2)]
        lines = [line for line in lines if line.cells]
        if not lines:
            raise Refused(self.nothing_below)
        if len(lines) > MOST_ROWS:
            raise too_many_rows()
        return lines

    def recognised(self, cells: Sequence[str]) -> int:
        """How many columns a row names, if it is one of headings."""
        return len(self._columns(cells))

    def _found(self, grid: Grid) -> tuple[int, dict[C, list[int]]]:
        rows = [(at, self._columns(cells)) for at, cells in enumerate(grid[:LOOKED_THROUGH])]
        at, columns = max(rows, key=lambda each: len(each[1]))
        if not self.are_enough(columns):
            raise NoHeadings(self.missing)
        return at, columns

    def _columns(self, cells: Sequence[str]) -> dict[C, list[int]]:
        """Where each column is; of several that may be meant the first of those which are called so for sure."""
        found: dict[C, list[tuple[int, int]]] = {}
        for place, cell in enumerate(cells[:MOST_COLUMNS]):
            column, sureness = self._column(cell)
            if column is not None:
                found.setdefault(column, []).append((sureness, place))
        columns: dict[C, list[int]] = {}
        for column, places in found.items():
            best = max(sureness for sureness, _ in places)
            columns[column] = [place for sureness, place in places if sureness == best or column in self.joined_by]
        return columns

    def _column(self, heading: str) -> tuple[C | None, int]:
        for text in (heading, re.split("[(/:]", heading, maxsplit=1)[0]):
            if (name := compared(text)) in self._by_name:
                return self._by_name[name], _SURE
        if len(heading) > _LONGEST:
            return None, 0
        whole = f" {compared(heading)} "
        within = [name for name in self._by_name if len(name) >= _LONG_ENOUGH and f" {name} " in whole]
        return (self._by_name[max(within, key=len)], _LIKELY) if within else (None, 0)

    def _line(self, number: int, cells: Sequence[str], columns: Mapping[C, Sequence[int]]) -> Line[C]:
        known: dict[C, str] = {}
        formula = None
        computed: list[C] = []
        for column, places in columns.items():
            texts = [cells[place] for place in places if place < len(cells) and cells[place].strip()]
            if any(text.startswith("=") and not isinstance(text, Computed) for text in texts):
                formula = column
            if any(isinstance(text, Computed) for text in texts):
                computed.append(column)
            if texts:
                several = column in self.joined_by
                known[column] = self.joined_by[column].join(map(unguarded, texts)) if several else unguarded(texts[0])
        return Line(number, known, formula, tuple(computed))


def bounded(rows: Iterable[Sequence[str]]) -> Grid:
    """The rows down to EMPTY_ROWS empty ones, cut to MOST_COLUMNS and LONGEST_CELL. Raises Refused where too many hold text."""
    grid: list[Sequence[str]] = []
    filled = empty = 0
    for row in rows:
        cells = [cell if len(cell) <= LONGEST_CELL else cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        grid.append(cells)
        empty = 0 if any(cells) else empty + 1
        filled += not empty
        if filled > MOST_ROWS + LOOKED_THROUGH:
            raise too_many_rows()
        if empty > EMPTY_ROWS:
            break
    return grid


def by_name(called: Mapping[C, str]) -> dict[str, C]:
    """What each of the names means that are listed for it, separated by commas."""
    return {name.strip(): what for what, names in called.items() for name in names.split(",")}


def guarded(text: str) -> str:
    """The text as a cell that stays text: with an apostrophe before what might be taken for a formula."""
    return f"'{text}" if _FORMULA.match(text) else text


def unguarded(cell: str) -> str:
    """What `guarded` was given."""
    return cell[1:] if cell.startswith("'") and _FORMULA.match(cell, 1) else cell


def too_many_rows() -> Refused:
    return Refused(N_("This file has more than {most} rows. Cut it in parts and upload one after the other."), most=MOST_ROWS)


def holds_formula(heading: str) -> Refused:
    """For a line of which one cell is a formula."""
    return Refused(
        N_("“{column}” holds a formula. Put what it comes to in its place and upload the file again."), column=Sentence(heading)
    )
