"""Files as programs and people make them, and those that are none."""

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook

from bot.core.errors import Refused
from bot.core.spreadsheet import files as spreadsheet_files
from bot.core.spreadsheet.files import MOST_BYTES, check_size, write_csv, write_xlsx
from bot.core.spreadsheet.grid import LONGEST_CELL, MOST_ROWS, Grid
from bot.core.text import clean
from bot.membership.roster_import import columns
from bot.membership.roster_import.columns import Column
from tests.fuzz import examples
from tests.sheets import read_roll

ROLL = "Nome;Profissão;Contato\r\nJosé Álvares;Advogado;+44 20 7946 0000\r\n"
tables = st.lists(st.lists(st.text(max_size=8).map(clean), min_size=3, max_size=3), min_size=1, max_size=4)


def read(data: bytes) -> Grid:
    return spreadsheet_files.read(data, columns.ROLL)


def book(fill: Callable[[Workbook], object]) -> bytes:
    made, out = Workbook(), io.BytesIO()
    fill(made)
    made.save(out)
    return out.getvalue()


def archive(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr({"types": "[Content_Types].xml"}.get(name, name), data)
    return out.getvalue()


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_csv_in_any_encoding_and_with_any_delimiter(encoding: str, delimiter: str) -> None:
    (row,) = read_roll(read(ROLL.replace(";", delimiter).encode(encoding)))
    assert dict(row.cells) == {Column.NAME: "José Álvares", Column.SEAT: "Advogado", Column.CONTACT: "+44 20 7946 0000"}


def test_encodings_that_change_from_line_to_line() -> None:
    data = b"\xef\xbb\xbfNome,Ramo\n" + "José,Pão\n".encode() + "Érica,Clínica\n".encode("cp1252") + b"\x81x,\x8dy\n"
    assert [row.text(Column.NAME) for row in read_roll(read(data))] == ["José", "Érica", "\x81x"]


@examples(20)
@given(tables)
def test_what_is_written_is_read_again(table: list[list[str]]) -> None:
    rows = [["Name", "Trade", "Offer"], *table]
    wanted = [{cell for cell in row if cell} for row in table]
    for data in (write_csv(rows, ","), write_csv(rows, ";"), write_xlsx(rows)):
        grid = read(data)
        try:
            found = {row.number: set(row.cells.values()) for row in read_roll(grid)}
        except Refused:
            found = {}
        assert [found.get(number, set()) for number in range(2, len(table) + 2)] == wanted


def test_an_xlsx_of_ours_holds_text_alone() -> None:
    data = write_xlsx([["Name"], ["=1+1"], ["+44 20"], ["https://example.org"], ["@ana\ufffe\x01"]])
    sheet = load_workbook(io.BytesIO(data)).active
    cells = [cell for row in sheet.iter_rows() for cell in row]
    assert [cell.value for cell in cells] == ["Name", "'=1+1", "'+44 20", "https://example.org", "'@ana"]
    assert {cell.data_type for cell in cells} == {"s"}
    assert not any(cell.hyperlink for cell in cells)
    with zipfile.ZipFile(io.BytesIO(data)) as parts:
        assert not [name for name in parts.namelist() if b"<f>" in parts.read(name)]


def test_cells_of_every_kind_read_as_they_look() -> None:
    def fill(made: Workbook) -> None:
        made.active.append(["Notes of the chapter"])
        roll = made.create_sheet("Roll")
        roll.append([None])
        roll.append(["Name", "Phone", "Since", "Trade", "Discord id"])
        roll.append(["Ana", 11988881234, datetime(2024, 3, 1), "=A1", 123456789012345678])
        roll.append(["Bia", 11988881234.0, date(2024, 3, 1), 1.5, "123456789012345678"])

    ana, bia = read_roll(read(book(fill)))
    assert (ana.number, ana.formula, ana.text(Column.CONTACT), ana.text(Column.JOINED)) == (
        3,
        Column.SEAT,
        "11988881234",
        "2024-03-01",
    )
    assert ana.text(Column.ID) == "1.234568e+17", "spreadsheets round it, so it is nobody's"
    assert (bia.text(Column.CONTACT), bia.text(Column.SEAT), bia.text(Column.ID)) == ("11988881234", "1.5", "123456789012345678")


@pytest.mark.parametrize(
    "data",
    [
        b"%PDF-1.7",
        b"\x89PNG\r\n",
        b"\xd0\xcf\x11\xe0old",
        b"PK\x03\x04broken",
        b"Name,Trade\n" * 30 + b"\0",
        archive(x=b"no workbook"),
        archive(types=b"<Types/>"),
        archive(types=b"<!DOCTYPE x [<!ENTITY a 'b'>]><Types>&a;</Types>"),
    ],
)
def test_what_is_no_spreadsheet(data: bytes) -> None:
    with pytest.raises(Refused, match="can't read this file as a spreadsheet"):
        read(data)


@pytest.mark.parametrize(
    "data",
    [
        archive(types=b"", **{"xl/worksheets/sheet1.xml": b"\0" * 3_000_000}),
        archive(types=b"", **{f"part{n}": bytes(range(256)) * 20_000 for n in range(9)}),
        archive(types=b"", **{f"part{n}": b"" for n in range(1001)}),
    ],
)
def test_what_unpacks_to_far_more_is_not_unpacked(data: bytes) -> None:
    with pytest.raises(Refused, match="unpacks to far more"):
        read(data)


def test_too_large_too_long_and_endless() -> None:
    for size in (50_000_000, MOST_BYTES + 1):
        with pytest.raises(Refused, match="more than 5 MB"):
            check_size(size)
    with pytest.raises(Refused, match="more than 5 MB"):
        read(b"x" * (MOST_BYTES + 1))
    check_size(MOST_BYTES)
    with pytest.raises(Refused, match="rows"):
        read_roll(read(b"Name\n" + b"Ana\n" * (MOST_ROWS + 100)))
    with pytest.raises(Refused, match="Line {line} of this file"):
        read(b'Name,Trade\nAna,"' + b"x" * 200_000)
    with pytest.raises(Refused, match="empty"):
        read_roll(read(b""))
    (row,) = read_roll(read(b"Name\nAna" + b"x" * 100_000 + b"\n"))
    assert len(row.text(Column.NAME)) == LONGEST_CELL


def test_a_million_empty_rows_are_passed_over() -> None:
    def fill(made: Workbook) -> None:
        made.active.append(["Name", "Trade"])
        made.active.append(["Ana", "Baker"])
        made.active["A9000"] = "far below"

    assert [row.text(Column.NAME) for row in read_roll(read(book(fill)))] == ["Ana"]


DATA = Path(__file__).parent.parent / "data"


def ods(*rows: Sequence[str]) -> bytes:
    """An OpenDocument spreadsheet whose cells are given as XML."""
    names = "office:urn:oasis:names:tc:opendocument:xmlns:office:1.0 table:urn:oasis:names:tc:opendocument:xmlns:table:1.0"
    spaces = " ".join(f'xmlns:{name}="{url}"' for name, _, url in (each.partition(":") for each in f"{names} {TEXT}".split()))
    lines = "".join(f"<table:table-row>{''.join(row)}</table:table-row>" for row in rows)
    body = f'<office:spreadsheet><table:table table:name="A">{lines}</table:table></office:spreadsheet>'
    content = f"<office:document-content {spaces}><office:body>{body}</office:body></office:document-content>"
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    manifest = (
        f'<m:manifest xmlns:m="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><m:file-entry m:full-path="/" m:media-type="{kind}"/>'
        "</m:manifest>"
    )
    return archive(**{"mimetype": kind.encode(), "content.xml": content.encode(), "META-INF/manifest.xml": manifest.encode()})


TEXT = "text:urn:oasis:names:tc:opendocument:xmlns:text:1.0"


def words(*cells: str) -> list[str]:
    return [
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        if cell
        else "<table:table-cell/>"
        for cell in cells
    ]


def test_an_excel_file_of_the_nineties() -> None:
    jose, erica, bruno = read_roll(read((DATA / "roll.xls").read_bytes()))
    assert dict(jose.cells) == {
        Column.NAME: "José Conceição",
        Column.SEAT: "Padeiro",
        Column.CONTACT: "11988881234",
        Column.JOINED: "2024-03-01",
    }
    assert (jose.number, erica.text(Column.CONTACT), erica.formula, erica.text(Column.JOINED)) == (
        4,
        "=texto",
        None,
        "2023-12-25",
    )
    assert (bruno.number, bruno.text(Column.SEAT)) == (6, "Chef")


def test_an_open_document() -> None:
    day = '<table:table-cell office:value-type="date" office:date-value="2024-03-01"><text:p>01/03/24</text:p></table:table-cell>'
    phone = '<table:table-cell office:value-type="float" office:value="11988881234"><text:p>x</text:p></table:table-cell>'
    repeated = '<table:table-cell table:number-columns-repeated="16000"/>'
    data = ods(
        words("Lista"),
        words(),
        [*words("Nome", "Ramo"), *words("Telefone", "Desde")],
        [*words("Érica", ""), phone, day, repeated],
    )
    (row,) = read_roll(read(data))
    assert (row.number, dict(row.cells)) == (
        4,
        {Column.NAME: "Érica", Column.CONTACT: "11988881234", Column.JOINED: "2024-03-01"},
    )


@pytest.mark.parametrize(
    "data",
    [
        (DATA / "far.xls").read_bytes(),
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"0" * 600,
        ods(
            [
                '<table:table-cell table:number-columns-repeated="16000" office:value-type="string"><text:p>x</text:p></table:table-cell>'
            ]
            * 900
        ),
        archive(mimetype=b"application/vnd.oasis.opendocument.text"),
        archive(mimetype=b"application/vnd.oasis.opendocument.spreadsheet", **{"content.xml": b"<x/>"}),
        b"pk\x03",
        b"PK\x03\x04",
    ],
    ids=["cells far apart", "old and broken", "repeated cells", "a letter", "no content", "text", "cut"],
)
def test_what_a_reader_can_not_read_or_would_burst_at(data: bytes) -> None:
    with pytest.raises(Refused, match="can't read this file as a spreadsheet|no row with headings|unpacks to far more"):
        read_roll(read(data))


@pytest.mark.parametrize(
    "data", [b"<table><tr><td>Nome</td></tr></table>", b"\xef\xbb\xbf <!DOCTYPE html><html>", b'<?xml version="1.0"?><Workbook/>']
)
def test_a_web_page_by_another_name(data: bytes) -> None:
    with pytest.raises(Refused, match="This is a web page"):
        read(data)


def test_a_workbook_of_odd_styles_is_read_all_the_same() -> None:
    def fill(made: Workbook) -> None:
        made.active.append(["Name", "Trade", "Since"])
        made.active.append(["Ana", 12, date(2024, 3, 1)])

    with zipfile.ZipFile(io.BytesIO(book(fill))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    parts["xl/styles.xml"] = parts["xl/styles.xml"].replace(b'<family val="2"', b'<family val="99"')
    with pytest.raises(ValueError, match="stylesheet"):
        load_workbook(io.BytesIO(archive(**parts)))
    (row,) = read_roll(read(archive(**parts)))
    assert dict(row.cells) == {Column.NAME: "Ana", Column.SEAT: "12", Column.JOINED: "2024-03-01"}


def test_the_stored_result_of_a_formula_is_read_and_marked() -> None:
    def fill(made: Workbook) -> None:
        made.active.append(["Name", "Trade", "Phone", "Offer"])
        made.active.append(["Ana", "=UPPER(A1)", '="a"&"b"', "x"])

    with zipfile.ZipFile(io.BytesIO(book(fill))) as made:
        parts = {name: made.read(name) for name in made.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert parts[sheet].count(b"<v></v>") + parts[sheet].count(b"<v />") == 2
    parts[sheet] = parts[sheet].replace(b'<c r="B2"><f>UPPER(A1)</f><v></v>', b'<c r="B2" t="str"><f>UPPER(A1)</f><v>BAKER</v>')
    parts[sheet] = parts[sheet].replace(b'<c r="B2"><f>UPPER(A1)</f><v />', b'<c r="B2" t="str"><f>UPPER(A1)</f><v>BAKER</v>')
    (line,) = columns.ROLL.lines(read(archive(**parts)))
    assert (line.cells[Column.SEAT], line.computed, line.formula) == ("BAKER", (Column.SEAT,), Column.CONTACT)


@pytest.mark.parametrize(
    ("value", "number_format", "text"),
    [
        (119888812, "00000000000", "00119888812"),
        (1310100, "00000-000", "01310-100"),
        (11988881234, r"\(00\)\ 00000\-0000", "(11) 98888-1234"),
        (11988881234, '"("00")" 00000-0000', "(11) 98888-1234"),
        (12, "000.000", "12"),
        (12, "0", "12"),
        (1234567, "000-000", "1234567"),
        (-5, "000", "-5"),
        (1.5, "000", "1.5"),
        (12, "General", "12"),
        (12, '0.00 "kg"', "12"),
    ],
)
def test_a_number_reads_as_its_format_shows_it(value: float, number_format: str, text: str) -> None:
    def fill(made: Workbook) -> None:
        made.active.append(["Name", "Trade"])
        made.active.append(["Ana", value])
        made.active["B2"].number_format = number_format

    (row,) = read_roll(read(book(fill)))
    assert row.text(Column.SEAT) == text
