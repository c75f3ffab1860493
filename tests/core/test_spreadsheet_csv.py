"""CSV as programs and people write it: quotation marks that are missing or too many, lines in one cell, text behind an equals sign."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.spreadsheet import files as spreadsheet_files
from bot.core.spreadsheet.csv_text import read_rows
from bot.membership.roster_import import columns
from bot.membership.roster_import.columns import Column, Row
from tests.fuzz import examples
from tests.sheets import read_roll

HEAD = "Nome;Ramo;Oferta;Telefone\n"


def roll(text: str) -> list[Row]:
    return read_roll(spreadsheet_files.read(text.encode(), columns.ROLL))


@pytest.mark.parametrize(
    ("text", "cells"),
    [
        ('Name,Trade,Phone\nElisa,Florist,"=""011988881234"""\n', ["Elisa", "Florist", "011988881234"]),
        ('Name,Trade,Phone\nElisa,Florist,="011988881234"\n', ["Elisa", "Florist", "011988881234"]),
        (
            'Nome;Ramo;Telefone\n="Elisa ""Lia""";Florista;="+55 11 98888-1234"\n',
            ['Elisa "Lia"', "Florista", "+55 11 98888-1234"],
        ),
        ('Name, Trade, Offer\nElisa, "Florist, Garden", "Roses, tulips"\n', ["Elisa", "Florist, Garden", "Roses, tulips"]),
        ('Name;  "Trade"; Offer\n  "Elisa"; "Florist; Garden";   Roses\n', ["Elisa", "Florist; Garden", "Roses"]),
        ('"Name,Trade,Offer"\n"Elisa,Florist,""Roses, tulips"""\n', ["Elisa", "Florist", "Roses, tulips"]),
        ('Name,Trade,Offer\n"Elisa,Florist,""Roses, tulips"""\n', ["Elisa", "Florist", "Roses, tulips"]),
        ('"Nome;Ramo;Oferta"\n"Elisa;Florista;Rosas"\n', ["Elisa", "Florista", "Rosas"]),
        ('Name,Trade,Offer\nElisa,Florist,"two\nlines, three; words"\n', ["Elisa", "Florist", "two\nlines, three; words"]),
        ('Name;Trade;Offer\n"Elisa";Florist;"Lima 3"" Tubos"\n', ["Elisa", "Florist", 'Lima 3" Tubos']),
    ],
)
def test_cells_as_programs_write_them(text: str, cells: list[str]) -> None:
    (row,) = roll(text)
    assert list(row.cells.values()) == cells
    assert row.formula is None


@pytest.mark.parametrize(
    ("text", "offers"),
    [
        ('Elisa;Florist;"roses;1\nFabi;Vet;cats;2\nGil;Tailor;suits;3\n', ["roses", "cats", "suits"]),
        ('Elisa;Florist;"roses;1\nFabi;Vet;"cats";2\nGil;Tailor;suits;3\n', ["roses", "cats", "suits"]),
        ('Elisa;Florist;roses;1\nFabi;"Vet;cats;2\nGil;Tailor;suits 3" wide;3\n', ["roses", "cats", 'suits 3" wide']),
        ('Elisa;Florist;"";1\nFabi;Vet;"";2\nGil;Tailor;"suits;3', ["", "", "suits"]),
        ('Elisa;Florist;"roses;1\nFabi;Vet;"";2\nGil;Tailor;suits;3\n', ["roses", "", "suits"]),
        ('Elisa;Florist;"red ""roses"";1\r\nFabi;Vet;cats;2\r\nGil;Tailor;suits;3\r\n', ['red ""roses""', "cats", "suits"]),
    ],
)
def test_a_quotation_mark_without_end_swallows_no_row(text: str, offers: list[str]) -> None:
    rows = roll(HEAD + text)
    assert [row.text(Column.NAME) for row in rows] == ["Elisa", "Fabi", "Gil"]
    assert [row.text(Column.OFFER) for row in rows] == offers


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ('Elisa;Florist;"roses;1\nFabi;Vet;cats 3";2\nGil;Tailor;suits;3\n', 2),
        ('Elisa;Florist;roses;1\nFabi;"Vet;cats;2\nGil;Tailor;suits";3\n', 3),
        ('Elisa;Florist;"two\nlines";1\nFabi;"Vet;cats;2\nGil;Tailor;suits";3\n', 4),
    ],
)
def test_where_it_is_not_certain_which_mark_is_too_many_its_line_is_said(text: str, line: int) -> None:
    with pytest.raises(Refused, match="a quotation mark or a cell has no end") as refused:
        roll(HEAD + text)
    assert refused.value.sentence.params["line"] == line


def test_a_long_text_in_one_cell_is_no_swallowed_row() -> None:
    offer = "Roses, tulips, and\nmuch more; ask, please, me\nor, her, too"
    (row,) = roll(f'Name,Trade,Offer\nElisa,Florist,"{offer}"\n')
    assert row.text(Column.OFFER) == offer


@examples(60)
@given(st.text(st.sampled_from('a";,\n\r= '), max_size=60))
def test_whatever_marks_stand_in_it_no_letter_is_lost(text: str) -> None:
    try:
        rows = list(read_rows(text, lambda _: 0))
    except Refused:
        return
    assert "".join("".join(row) for row in rows).count("a") == text.count("a")
