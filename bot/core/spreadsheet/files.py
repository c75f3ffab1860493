"""Spreadsheet files: CSV as any program writes it, and XLSX, as rows of text; and rows of text as such files.

Made of bytes from strangers. What reads XLSX is imported at the first file: openpyxl, which with defusedxml at its side takes
no entities.
"""

from __future__ import annotations

import codecs
import csv
import io
import re
import zipfile
from datetime import date, datetime, time
from itertools import islice
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_, Refused
from bot.core.spreadsheet.grid import MOST_COLUMNS, MOST_ROWS, guarded, too_many_rows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from bot.core.spreadsheet.grid import Grid, Headings

    Recognised = Callable[[Sequence[str]], int]

MOST_BYTES = 5_000_000
UNPACKED = 40_000_000
"""Bytes to which all of an XLSX file may unpack."""
RATIO, SMALL = 200, 1_000_000
"""How many times smaller than its content a part may be; below so many bytes of content it does not matter."""
MOST_PARTS = 1_000
LONGEST_CELL = 40_000
"""A cell of a spreadsheet holds 32,767 characters; more than a field takes is refused later, with its row."""
EMPTY_ROWS = 200
"""After so many empty rows nothing more is looked for: spreadsheets like to say that they have a million."""
ROUNDED = 10**15
"""From here on spreadsheets round numbers, so that they are no ids any more."""
_DELIMITERS = ",;\t|"
_SAMPLE = 30
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""What XML can't hold."""
_TEXT_ENDS = 0.3


def check_size(size: int) -> None:
    """Raise Refused where a file is too large; asked before it is fetched."""
    if size > MOST_BYTES:
        raise Refused(
            N_("This file has more than 5 MB, more than it needs. Save the one sheet that matters as CSV and upload that.")
        )


def read(data: bytes, headings: Headings[Any]) -> Grid:
    """The cells of a CSV or XLSX file, whichever it is: of its sheet that has most of these headings.

    Raises Refused, saying what to upload instead.
    """
    check_size(len(data))
    if data.startswith(b"PK"):
        return _read_xlsx(data, headings.recognised)
    if data.startswith(
        (b"\xd0\xcf\x11\xe0", b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z", b"{\\rtf")
    ):
        raise _no_spreadsheet()
    return _read_csv(_decoded(data), headings.recognised)


def write_csv(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """A CSV file that spreadsheets open with its accents, and without taking a cell for a formula."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file for `read`: guarded as a CSV file is, for one reads them alike."""
    return write_book({"Goodword": ([guarded(cell) for cell in row] for row in rows)})


def write_book(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """An XLSX file in which every cell is text: no formulas, no links. The first row of a sheet stays in sight."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet: Any = book.create_sheet(title)
        sheet.freeze_panes = "A2"
        for number in range(1, MOST_COLUMNS // 10):
            sheet.column_dimensions[get_column_letter(number)].width = 24
        for row in rows:
            cells: list[Any] = [WriteOnlyCell(sheet, value=None) for _ in row]
            for cell, text in zip(cells, row, strict=True):
                cell.value = _FORBIDDEN.sub("", text)
                cell.data_type = "s"
                cell.number_format = "@"
                cell.quotePrefix = True  # text it stays when somebody edits it, too
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of these."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def _decoded(data: bytes) -> str:
    """The text, in whichever encoding: by its mark, else UTF-8, and line by line Windows' own where a line is not UTF-8."""
    if data.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
        return data.decode("utf-16", "replace")
    if data[1:200:2].count(0) > len(data[1:200:2]) * _TEXT_ENDS:
        return data.decode("utf-16-le", "replace")
    if data[:200:2].count(0) > len(data[:200:2]) * _TEXT_ENDS:
        return data.decode("utf-16-be", "replace")
    if b"\0" in data:
        raise _no_spreadsheet()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError:
        return "".join(map(_line, data.removeprefix(codecs.BOM_UTF8).splitlines(keepends=True)))


def _line(data: bytes) -> str:
    for encoding in ("utf-8", "cp1252"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("latin-1")


def _read_csv(text: str, recognised: Recognised) -> Grid:
    """By the delimiter with which most headings are recognised, then the one that makes most cells."""
    if text.lower().startswith("sep=") and "\n" in text:
        text = text.split("\n", 1)[1]
    best = max(_DELIMITERS, key=lambda each: _promise(text, each, recognised))
    return _bounded(_parsed(text, best))


def _promise(text: str, delimiter: str, recognised: Recognised) -> tuple[int, int]:
    sample = list(islice(_parsed(text, delimiter), _SAMPLE))
    return max(map(recognised, sample), default=0), sum(map(len, sample))


def _parsed(text: str, delimiter: str) -> Iterable[list[str]]:
    reader = csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)
    try:
        yield from reader
    except csv.Error:
        raise Refused(
            N_("Line {line} of this file can't be read: a quotation mark or a cell has no end. Save it as XLSX and upload that."),
            line=reader.line_num,
        ) from None


def _bounded(rows: Iterable[Sequence[str]]) -> Grid:
    """The rows, as far as any hold text. Raises Refused where there are too many."""
    grid: list[Sequence[str]] = []
    filled = empty = 0
    for row in rows:
        cells = [cell[:LONGEST_CELL] for cell in row[:MOST_COLUMNS]]
        grid.append(cells)
        empty = 0 if any(cells) else empty + 1
        filled += not empty
        if filled > MOST_ROWS + _SAMPLE:
            raise too_many_rows()
        if empty > EMPTY_ROWS:
            break
    return grid


def _read_xlsx(data: bytes, recognised: Recognised) -> Grid:
    """The sheet in which most headings are recognised: it need not be the first one."""
    _check_harmless(data)
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        grids = [_sheet(sheet) for sheet in book.worksheets]
        book.close()
    except Refused:
        raise
    except Exception as problem:  # openpyxl raises whatever its parts raise at what is no workbook
        raise _no_spreadsheet() from problem
    if not grids:
        raise _no_spreadsheet()
    return max(grids, key=lambda grid: max(map(recognised, grid[:_SAMPLE]), default=0))


def _sheet(sheet: Any) -> Grid:
    sheet.reset_dimensions()
    return _bounded([_text(value) for value in row] for row in sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True))


def _text(value: object) -> str:
    """A cell as one reads it."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        return value.date().isoformat() if value.time() == time() else value.isoformat(" ", "minutes")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, int | float) and abs(value) >= ROUNDED:
        return f"{value:e}"
    if isinstance(value, float) and value.is_integer():
        return f"{value:.0f}"
    return str(value)


def _check_harmless(data: bytes) -> None:
    """Raise Refused at what is no XLSX, or would unpack to far more than it seems; nothing is unpacked for that."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise _no_spreadsheet() from problem
    names = {part.filename for part in parts}
    if "[Content_Types].xml" not in names or any(part.flag_bits & 1 for part in parts):
        raise _no_spreadsheet()
    packed = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(SMALL, RATIO * part.compress_size) for part in parts)
    if packed > UNPACKED or len(parts) > MOST_PARTS or swollen:
        raise Refused(N_("This file unpacks to far more than it needs. Save the one sheet that matters as CSV and upload that."))


def _no_spreadsheet() -> Refused:
    return Refused(N_("I can't read this file as a spreadsheet. Save it as CSV or XLSX, without a password, and upload that."))
