"""A sheet: a page that is read and printed on paper, as plain data without markup."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from cogs._ui.page.render import rendered_sheet

if TYPE_CHECKING:
    from cogs._ui.page.model import Entry


@dataclass(frozen=True, slots=True)
class Row:
    """A line of a table: a value for each of the section's columns, and beneath its label in small what it counts."""

    label: str
    values: tuple[str, ...]
    meaning: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a sheet under a heading: a table, where it has rows; a paragraph; a list; and what stands small at its end.

    `columns` are the headings of the rows' values.
    """

    title: str
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    text: str = ""
    entries: tuple[Entry, ...] = ()
    note: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page on A4, rendered where pictures are drawn. `language` is a BCP 47 tag, `group` the name that stands above the title.

    Some 25 rows with their meanings have room on one side; a longer sheet goes on overleaf.
    """

    language: str
    group: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    note: str = ""

    @property
    def alt(self) -> str:
        return self.title

    def draw(self) -> bytes:
        """The HTML file, in UTF-8."""
        return rendered_sheet(self).encode("utf-8", "replace")
