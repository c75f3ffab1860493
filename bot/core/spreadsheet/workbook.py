"""Workbooks (.xlsx, .xls, .ods) as grids of text.

openpyxl reads .xlsx row by row, with formulas and number formats, which calamine does not give; calamine reads the other two.
openpyxl is imported at the first file.
"""

from __future__ import annotations

import io
import json
import re
import subprocess
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Any

from bot.core.errors import N_, Refused
from bot.core.own_programs import command_of
from bot.core.spreadsheet import calamine_process
from bot.core.spreadsheet.grid import MOST_COLUMNS, MOST_ROWS, Computed, bounded, guarded

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.core.spreadsheet.grid import Grid

OLE = b"\xd0\xcf\x11\xe0"
"""The signature of Microsoft's compound file format ([MS-CFB] 2.2), which .xls files have; so have encrypted .xlsx files."""
UNPACKED = 40_000_000
"""Maximum size of all parts of an archive together, unpacked, in bytes."""
RATIO, SMALL = 200, 1_000_000
"""Maximum ratio of a part's size to its compressed size; parts of at most SMALL bytes may have any."""
MOST_PARTS = 1_000
"""Maximum number of parts in an archive."""
ROUNDED = 10**15
"""Numbers from here on are rounded by spreadsheets, which keep 15 significant digits, so they are no Discord ids any more."""
PATIENCE = 60
"""Seconds that the process may take which reads .xls and .ods."""
_ODS = b"application/vnd.oasis.opendocument.spreadsheet"
_PADDED = re.compile(r"""(?:\\.|"[^"]*"|[0\s()/+-])+""")
"""A number format that consists of zeros and literal characters: it shows as many digits as it has zeros."""
_PART = re.compile(r"""\\(?P<escaped>.)|"(?P<quoted>[^"]*)"|(?P<digit>0)|(?P<sign>.)""")


def read_workbook(data: bytes) -> list[Grid]:
    """The sheets of a workbook. Raises Refused for anything else, and for an archive that would unpack to far more than its size."""
    if data.startswith(OLE):
        return _by_calamine(data)
    import zipfile

    names = _check_harmless(data)
    if "[Content_Types].xml" in names:
        return _xlsx(data)
    if "mimetype" in names and zipfile.ZipFile(io.BytesIO(data)).read("mimetype").startswith(_ODS):
        return _by_calamine(data)
    raise no_spreadsheet()


def no_spreadsheet() -> Refused:
    """The refusal of a file that can't be read as a spreadsheet, or is encrypted. It is returned, not raised."""
    return Refused(N_("I can't read this file as a spreadsheet. Save it as CSV or XLSX, without a password, and upload that."))


def _by_calamine(data: bytes) -> list[Grid]:
    """The sheets of a .xls or .ods file, read by a process of its own (see `calamine_process`)."""
    limits = [str(MOST_ROWS * 2), str(MOST_COLUMNS)]
    try:
        done = subprocess.run(  # noqa: S603 - our own program, and numbers
            [*command_of(calamine_process), *limits], input=data, capture_output=True, timeout=PATIENCE, check=True
        )
        sheets: list[list[list[object]]] = json.loads(done.stdout)
    except (subprocess.SubprocessError, ValueError) as problem:
        raise no_spreadsheet() from problem
    return [bounded([_as_text(_text(cell)) for cell in row] for row in rows) for rows in sheets]


def _xlsx(data: bytes) -> list[Grid]:
    """The sheets of an .xlsx file, read by openpyxl; where that raises, by calamine, which loses the number formats."""
    from openpyxl import load_workbook

    try:
        book = load_workbook(io.BytesIO(data), read_only=True, data_only=False, keep_links=False)
        grids = [bounded(_cells(sheet)) for sheet in book.worksheets]
        book.close()
        # openpyxl gives either formulas or their stored results, so a workbook with formulas is read twice (`data_only`).
        if any(cell.startswith("=") for grid in grids for row in grid for cell in row):
            results = load_workbook(io.BytesIO(data), read_only=True, data_only=True, keep_links=False)
            grids = [_with_results(grid, sheet) for grid, sheet in zip(grids, results.worksheets, strict=True)]
            results.close()
    except Refused:
        # Too many rows: calamine would read no fewer.
        raise
    except Exception:  # noqa: BLE001 - openpyxl raises whatever its parts raise, also at styles that it does not know
        return _by_calamine(data)
    return grids


def _cells(sheet: Any) -> Iterator[list[str]]:
    """The rows of a sheet as text; a formula as itself, with its “=”."""
    # Some programs write wrong dimensions, by which openpyxl would stop (https://openpyxl.readthedocs.io/en/stable/optimized.html).
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
    """A cell as a spreadsheet shows it: a whole number with the leading zeros and literals of its number format (ECMA-376 18.8.30)."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not float(value).is_integer() or value < 0:
        return _text(value)
    parts = list(_PART.finditer(number_format or "")) if _PADDED.fullmatch(number_format or "") else []
    digits = f"{value:.0f}".zfill(zeros := sum(part["digit"] is not None for part in parts))
    if zeros <= 1 or len(digits) != zeros:
        return _text(value)
    rest = iter(digits)
    return "".join(next(rest) if part["digit"] else part["escaped"] or part["quoted"] or part["sign"] or "" for part in parts)


def _as_text(cell: str) -> str:
    """The text of a cell that is no formula, guarded where it begins like one."""
    return guarded(cell) if cell.startswith("=") else cell


def _text(value: object) -> str:
    """A cell's value as text: dates in ISO 8601, whole numbers without “.0”, rounded ones in scientific notation."""
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
    """The names of a ZIP archive's parts, read from its directory without unpacking any.

    Raises Refused where it is no archive, is encrypted, or would unpack to far more than its size.
    """
    import zipfile

    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, ValueError, NotImplementedError) as problem:
        raise no_spreadsheet() from problem
    # Bit 0 of the general purpose flags: the part is encrypted (PKWARE APPNOTE 4.4.4).
    if any(part.flag_bits & 1 for part in parts):
        raise no_spreadsheet()
    # These sizes are what the file says of itself. That may be a lie, but zipfile unpacks no more of a part than it
    # says.
    unpacked = sum(part.file_size for part in parts)
    swollen = any(part.file_size > max(SMALL, RATIO * part.compress_size) for part in parts)
    if unpacked > UNPACKED or len(parts) > MOST_PARTS or swollen:
        raise Refused(N_("This file unpacks to far more than it needs. Save the one sheet that matters as CSV and upload that."))
    return {part.filename for part in parts}
