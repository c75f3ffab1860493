"""Reads CSV, XLSX, XLS and ODS files into rows of text, and writes CSV and XLSX.

The bytes are untrusted. openpyxl, which is slow to import, is imported when the first file is written.
"""

from __future__ import annotations

import csv
import io
import re
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_, Refused
from bot.core.spreadsheet.csv_text import SAMPLE, read_rows
from bot.core.spreadsheet.encodings import NotText, decoded
from bot.core.spreadsheet.grid import MOST_COLUMNS, bounded, guarded
from bot.core.spreadsheet.workbook import OLE, no_spreadsheet, read_workbook

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from bot.core.spreadsheet.grid import Grid, Headings

MOST_BYTES = 5_000_000
"""Maximum size of an uploaded file."""
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
"""Characters that XML 1.0 does not allow (https://www.w3.org/TR/xml/#charsets)."""
# Signatures of PDF, PNG, JPEG, GIF, gzip, RAR, 7z and RTF.
OTHER_KINDS = (b"%PDF", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"\x1f\x8b", b"Rar!", b"7z", b"{\\rtf")
_MARKUP = re.compile(rb"\s*(?:\xef\xbb\xbf)?\s*<(?:!doctype|html|table|meta|head|body|div|\?xml)", re.IGNORECASE)


def check_size(size: int) -> None:
    """Raise Refused where a file has more than MOST_BYTES; called before it is fetched."""
    if size > MOST_BYTES:
        raise Refused(
            N_("This file has more than 5 MB, more than it needs. Save the one sheet that matters as CSV and upload that.")
        )


def read(data: bytes, headings: Headings[Any], encoding: str | None = None) -> Grid:
    """The cells of a CSV, XLSX, XLS or ODS file; of a workbook those of the sheet in which most headings are recognised.

    `encoding` is a code page for text that is not UTF, where somebody chose it. Raises UnsureEncoding where that is to be
    chosen first, and Refused, saying what to upload instead.
    """
    check_size(len(data))
    # By its content: what the file is named, or which media type the client says, may be wrong.
    if data.startswith((b"PK", OLE)):
        sheets = read_workbook(data)
        if not sheets:
            raise no_spreadsheet()
        # A workbook often has cover sheets and notes beside the one with the data.
        return max(sheets, key=lambda grid: max(map(headings.recognised, grid[:SAMPLE]), default=0))
    if data.startswith(OTHER_KINDS):
        raise no_spreadsheet()
    if _MARKUP.match(data):
        raise Refused(
            N_("This is a web page, whatever its name ends with. Open it in a spreadsheet, save it as XLSX and upload that.")
        )
    try:
        text = decoded(data, encoding)
    except NotText:
        raise no_spreadsheet() from None
    return bounded(read_rows(text, headings.recognised))


def write_csv(rows: Iterable[Sequence[str]], delimiter: str) -> bytes:
    """A CSV file with guarded cells, in UTF-8 with a byte order mark, without which Excel decodes it in the system's code page."""
    out = io.StringIO(newline="")
    csv.writer(out, delimiter=delimiter).writerows([guarded(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def write_xlsx(rows: Iterable[Sequence[str]]) -> bytes:
    """An XLSX file with cells guarded as by `write_csv`, because `Headings.table` removes the guard of either kind of file."""
    return write_book({"Goodword": ([guarded(cell) for cell in row] for row in rows)})


def write_book(sheets: Mapping[str, Iterable[Sequence[str]]]) -> bytes:
    """An XLSX file in which every cell is text: no formulas, no links. The first row of each sheet is frozen."""
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for title, rows in sheets.items():
        sheet: Any = book.create_sheet(title)
        # Before the first row: write-only sheets are written as they are filled
        # (https://openpyxl.readthedocs.io/en/stable/optimized.html).
        sheet.freeze_panes = "A2"
        for number in range(1, MOST_COLUMNS // 10):
            sheet.column_dimensions[get_column_letter(number)].width = 24
        for row in rows:
            # The value is set before the type: openpyxl makes a formula of a text that begins with “=”.
            cells: list[Any] = [WriteOnlyCell(sheet, value=None) for _ in row]
            for cell, text in zip(cells, row, strict=True):
                cell.value = _FORBIDDEN.sub("", text)
                cell.data_type = "s"
                cell.number_format = "@"
                cell.quotePrefix = True  # so that it stays text when somebody edits it
            sheet.append(cells)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def packed(files: Mapping[str, bytes]) -> bytes:
    """A ZIP file of these."""
    import zipfile

    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()
