"""A sheet: sections of numbers and quotes that are read from top to bottom and printed, as plain data without markup."""

from __future__ import annotations

from msgspec import Struct

from cogs._ui.page.render import SHEET, rendered


class Row(Struct, frozen=True):
    """What is counted, in words, its values, one for each column, and what stands smaller below the words."""

    text: str
    values: tuple[str, ...] = ()
    detail: str = ""


class Quote(Struct, frozen=True):
    """What somebody said, as they wrote it; `by` says who, and when."""

    text: str
    by: str


class Section(Struct, frozen=True):
    """A heading, then a paragraph, a table, quotes and a small note, each where there is one.

    `columns` are the headings of the rows' values; none where each row has one value that needs no heading. `is_apart` where it is
    printed on a side of its own, so that it can be kept back.
    """

    title: str
    text: str = ""
    columns: tuple[str, ...] = ()
    rows: tuple[Row, ...] = ()
    quotes: tuple[Quote, ...] = ()
    note: str = ""
    is_apart: bool = False


class Sheet(Struct, frozen=True):
    """A sheet, rendered where pictures are drawn. `language` is a BCP 47 tag, `group` the name above the title.

    `is_dense`: it is set so small that some 25 rows with their details have room on one side of A4.
    """

    language: str
    group: str
    title: str
    subtitle: str
    sections: tuple[Section, ...]
    note: str = ""
    is_dense: bool = False

    @property
    def alt(self) -> str:
        return self.title

    def draw(self) -> bytes:
        """The HTML file, in UTF-8."""
        return rendered(self, SHEET).encode("utf-8", "replace")
