"""Reads CSV into rows of cells: RFC 4180, and the deviations that spreadsheets and people produce.

These are other delimiters, a “sep=” line, lines that are quoted as one cell, and quotation marks without an end.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from itertools import islice
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

DELIMITERS = ",;\t|"
SAMPLE = 30
"""Rows by which the delimiter is decided."""
_CONSTANT = re.compile(r'="((?:[^"]|"")*)"')
"""A formula that is a string constant, by which exports keep spreadsheets from reading “0119…” as a number."""


def read_rows(text: str, recognised: Callable[[Sequence[str]], int]) -> Iterator[list[str]]:
    """The rows of the text, split at the delimiter with which `recognised` counts most headings; of equal ones, at that with most cells.

    Raises Refused, naming the line, where a quotation mark is not closed and the end of its cell is ambiguous.
    """
    # Excel's own convention, not part of RFC 4180: the first line names the delimiter.
    if text.lower().startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    delimiter = max(DELIMITERS, key=lambda each: _promise(text, each, recognised))
    return _parsed(_closed(text, delimiter), delimiter)


def _promise(text: str, delimiter: str, recognised: Callable[[Sequence[str]], int]) -> tuple[int, int]:
    """How well a delimiter fits, to be compared: headings in the best of the first SAMPLE rows, then cells in all of them."""
    sample = list(islice(_parsed(text, delimiter), SAMPLE))
    return max(map(recognised, sample), default=0), sum(map(len, sample))


def _parsed(text: str, delimiter: str) -> Iterator[list[str]]:
    # RFC 4180 takes a space before a quotation mark for a part of the cell, which then is not quoted; people write one
    # after commas.
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, skipinitialspace=True)
    try:
        for row in reader:
            cells = row
            if len(row) == 1 and delimiter in row[0] and "\n" not in row[0]:  # a spreadsheet quoted the line as one cell
                cells = next(csv.reader([row[0]], delimiter=delimiter, skipinitialspace=True))
            yield [_constant(cell) for cell in cells]
    except csv.Error:
        # A cell of more than 131,072 characters (csv.field_size_limit): a quotation mark has no end.
        raise _without_end(reader.line_num) from None


def _constant(cell: str) -> str:
    """The text of a cell such as ="0119"; any other cell as it is."""
    found = _CONSTANT.fullmatch(cell.strip()) if cell.startswith("=") else None
    return found[1].replace('""', '"') if found else cell


def _closed(text: str, delimiter: str) -> str:
    """The text without quotation marks that open a cell and are never closed. Raises Refused where that is ambiguous.

    One is left out where no other one follows it, or the next one, on a later line, does not stand before a delimiter. A cell
    of several lines that holds as many delimiters as a whole row is taken for several rows that an open quotation mark joined.
    """
    ends = re.escape(delimiter) + "\r\n"
    # Possessive quantifiers (`*+`), so that a text with many quotation marks takes linear time.
    opening = re.compile(
        rf'(?P<start>(?:\A|[{ends}]) *)"'
        rf'(?:(?P<cell>[^"]*+(?:""[^"]*+)*+)"[ \t]*+(?=[{ends}]|\Z)|(?P<lax>(?=[^"\r\n]*+(?:""[^"\r\n]*+)*+")))?'
    )
    usual = Counter(line.count(delimiter) for line in text.splitlines()[:SAMPLE]).most_common(1)
    whole_row = usual[0][0] if usual else 0
    glued = re.compile(rf"{re.escape(delimiter)}(?! )")

    def checked(found: re.Match[str]) -> str:
        cell = found["cell"]
        if cell is None:
            return found["start"] if found["lax"] is None else found[0]
        if whole_row and ("\n" in cell or "\r" in cell) and len(glued.findall(cell)) >= whole_row:
            raise _without_end(text.count("\n", 0, found.start("cell")) + 1)
        return found[0]

    return opening.sub(checked, text)


def _without_end(line: int) -> Refused:
    return Refused(
        N_("Line {line} of this file can't be read: a quotation mark or a cell has no end. Save it as XLSX and upload that."),
        line=line,
    )
