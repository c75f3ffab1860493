"""Workbooks (.xlsx, .xls, .ods) as grids of text.

openpyxl reads .xlsx row by row, and tells formulas and number formats, which calamine does not; calamine reads the other two.
What is heavy is imported at the first file.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
import sys
import zipfile
from datetime import date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_, Refused
from bot.core.spreadsheet.grid import MOST_COLUMNS, MOST_ROWS, Computed, bounded, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.spreadsheet.grid import Grid

OLE = b"\xd0\xcf\x11\xe0"
"""How .xls files begin, and all others of Microsoft's compound file format."""
UNPACKED = 40_000_000
"""Bytes to which all of an archive may unpack."""
RATIO, SMALL = 200, 1_000_000
"""How many times smaller than its content a part may be; below so many bytes of content it does not matter."""
MOST_PARTS = 1_000
ROUNDED = 10**15
"""From here on spreadsheets round numbers, so that they are no ids any more."""
PATIENCE = 60
"""Seconds that the process may take which reads .xls and .ods."""
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PROCESS = Path(__file__).with_name("calamine_process.py")
_PADDED = re.compile(r"""(?:\\.|"[^"]*"|[0\s()/+-])+""")
"""A number format of digits, and of signs that stand for themselves: it shows as many digits as it has zeros."""
_PART = re.compile(r"""\\(?P<escaped>.)|"(?P<quoted>[^"]*)"|(?P<digit>0)|(?P<sign>.)""")


def read_workbook(data: bytes) -> list[Grid]:
    """The sheets of a workbook. Raises Refused at anything else, and at one that would unpack to far more than it seems."""
    if data.startswith(OLE):
        return _by_calamine(data)
    names = _check_harmless(data)
    if "[Content_Types].xml" in names:
        return _xlsx(data)
    if "mimetype" in names and zipfile.ZipFile(io.BytesIO(data)).read("mimetype").startswith(_ODS):
        return _by_calamine(data)
    raise no_spreadsheet()


def no_spreadsheet() -> Refused:
    return Refused(N_("I can't read this file as a spreadsheet. Save it as CSV or XLSX, without a password, and upload that."))


def _by_calamine(data: bytes) -> list[Grid]:
    """The sheets of a .xls or .ods file, read by a process of its own (see `calamine_process`)."""
    limits = [str(MOST_ROWS * 2), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and numbers
            [sys.executable, "-I", str(_PROCESS), *limits], input=data, capture_output=True, timeout=PATIENCE, check=True
        )
        sheets: list[list[list[object]]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise no_spreadsheet() from problem
    return [bounded([_as_text(_text(cell)) for cell in row] for row in rows) for rows in sheets]


def _xlsx(data: bytes) -> list[Grid]:
    """By openpyxl; a workbook at which that fails may still be read by calamine, without its number formats."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        grids = [bounded(_cells(sheet)) for sheet in book.worksheets]
        book.close()
        if any(cell.startswith("=") for grid in grids for row in grid for cell in row):
            results = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            grids = [_with_results(grid, sheet) for grid, sheet in zip(grids, results.worksheets, strict=True)]
            results.close()
    except Refused:
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise, also at styles that it does not know
        return _by_calamine(data)
    return grids


def _cells(sheet: Any) -> Iterator[list[str]]:
    sheet.reset_dimensions()
    for row in sheet.iter_rows(max_col=MOST_COLUMNS):
        yield [str(cell.value) if cell.data_type == "f" else _as_text(_formatted(cell.value, cell.number_format)) for cell in row]


def _with_results(grid: Grid, sheet: Any) -> Grid:
    """The sheet with the stored result in place of each formula that has one."""
    sheet.reset_dimensions()
    rows = zip(grid, sheet.iter_rows(max_col=MOST_COLUMNS, values_only=True), strict=False)
    return [
        [
            Computed(_text(value)) if cell.startswith("=") and isinstance(value, str | int | float | date) else cell
            for cell, value in zip(cells, values, strict=False)
        ]
        for cells, values in rows
    ]


def _formatted(value: object, number_format: str | None) -> str:
    """A cell as one reads it: a whole number with the leading zeros and the signs of its format (ECMA-376 18.8.30)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer() or value < 0:
        return _text(value)
    parts = list(_PART.finditer(number_format or "")) if _PADDED.fullmatch(number_format or "") else []
    digits = f"{value:.0f}".zfill(zeros := sum(part["digit"] is not None for part in parts))
    if zeros <= 1 or len(digits) != zeros:
        return _text(value)
    rest = iter(digits)
    return "".join(next(rest) if part["digit"] else part["escaped"] or part["quoted"] or part["sign"] or "" for part in parts)


def _as_text(cell: str) -> str:
    """The cell, marked as text where it only looks like a formula."""
    return guarded(cell) if cell.startswith("=") else cell


def _text(value: object) -> str:
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


def _check_harmless(data: bytes) -> set[str]:
    """The names of the archive's parts, none of which is unpacked. Raises Refused."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise no_spreadsheet() from problem
    if any(part.flag_bits & 1 for part in parts):
        raise no_spreadsheet()
    packed = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(SMALL, RATIO * part.compress_size) for part in parts)
    if packed > UNPACKED or len(parts) > MOST_PARTS or swollen:
        raise Refused(N_("This file unpacks to far more than it needs. Save the one sheet that matters as CSV and upload that."))
    return {part.filename for part in parts}
