"""Run as a program: reads a .xls or .ods file from standard input and writes its sheets to standard output as JSON.

The output is a list of sheets, each a list of rows of strings, numbers and booleans; dates are ISO 8601. Calamine allocates a
sheet's whole rectangle at once: two cells far apart make it abort the process that it runs in (0.9.1: 512 GB for a cell at
XFD1048576). So it runs in one of its own, with limited memory where the system can limit it.
"""

from __future__ import annotations

import json
import sys
from datetime import date, datetime, time, timedelta
from io import BytesIO
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from python_calamine import CalamineSheet

try:
    import resource
except ImportError:  # Windows
    resource = None

MEMORY = 500_000_000
"""Bytes of address space: enough for a million cells, too little for the largest sheet of Excel 97 (65,536 by 256 cells)."""


def main(most_rows: int, most_columns: int) -> None:
    """Read at most so many rows and columns of each sheet. Exits with 1 where this is no spreadsheet that calamine reads."""
    if resource is not None:
        # Windows has no `resource`: there only the timeout of the process limits it.
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        book = CalamineWorkbook.from_filelike(BytesIO(sys.stdin.buffer.read()))
        sheets = [book.get_sheet_by_name(name) for name in book.sheet_names]
    except CalamineError as problem:
        sys.exit(str(problem))
    json.dump([_rows(sheet, most_rows, most_columns) for sheet in sheets], sys.stdout)


def _rows(sheet: CalamineSheet, most_rows: int, most_columns: int) -> list[list[object]]:
    """Rows from the sheet's first one on: `iter_rows` begins with row 1 and column A, also where these are empty."""
    if sheet.start is None:
        return []
    return [[_plain(cell) for cell in row[:most_columns]] for row in islice(sheet.iter_rows(), most_rows)]


def _plain(value: object) -> object:
    if isinstance(value, datetime):
        return value.isoformat(" ", "minutes")
    if isinstance(value, date | time):
        return value.isoformat()
    return str(value) if isinstance(value, timedelta) else value


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
