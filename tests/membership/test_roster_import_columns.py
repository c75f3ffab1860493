"""Columns by whatever people call them, and cells that stay text."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from bot.core.errors import Refused
from bot.core.spreadsheet.grid import MOST_ROWS, NoHeadings, guarded, unguarded
from bot.i18n import TRANSLATED, words
from bot.membership.members.model import STATUS_LABELS
from bot.membership.roster_import.columns import HEADINGS, Column, Row, read_status
from tests.sheets import read_roll

starts = st.sampled_from(["=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠", "'", '"', "\ufeff", " ", "''", "'="])
cells = st.lists(starts | st.text(max_size=3)).map("".join)


@given(cells)
@example("'=1+1")
@example(" ' +1")
def test_a_guarded_cell_reads_back_the_same(text: str) -> None:
    assert unguarded(guarded(text)) == text


@given(cells)
def test_no_guarded_cell_is_a_formula_to_anybody(text: str) -> None:
    assert guarded(text).lstrip(' "\ufeff\t\r\n')[:1] not in {*"=+-@＝＋－＠"}


@pytest.mark.parametrize("text", ["=1+1", "+44 20 7946 0000", "-1", "@ana", "\tx", "\rx", "\nx", "＝1", " =1", '"=1', "\ufeff+1"])
def test_what_may_run_is_guarded(text: str) -> None:
    assert guarded(text) == f"'{text}"


@pytest.mark.parametrize("text", ["", "Ana", "'tis", "a=1", "1-2", "(11) 98888-1234", "55 11 98888-1234"])
def test_other_text_stands_as_it_is(text: str) -> None:
    assert guarded(text) == unguarded(text) == text


@pytest.mark.parametrize("tag", ["en", *TRANSLATED])
def test_what_we_write_we_know(tag: str) -> None:
    said = words(tag)
    for column, heading in HEADINGS.items():
        (row,) = read_roll([[said.t(HEADINGS[Column.NAME]), said.t(heading)], ["x", "y"]])
        assert column is Column.NAME or row.text(column) == "y", heading
    for status, label in STATUS_LABELS.items():
        assert read_status(said.t(label)) is status


@pytest.mark.parametrize(
    ("heading", "column"),
    [
        ("NOME COMPLETO", Column.NAME),
        ("Nome do membro:", Column.NAME),
        ("E-mail", Column.CONTACT),
        ("Telefone / WhatsApp", Column.CONTACT),
        ("PROFISSÃO", Column.SEAT),
        ("Ramo de atuação", Column.SEAT),
        ("Nome da empresa", Column.BUSINESS),
        ("Company name", Column.BUSINESS),
        ("Quem indicar?", Column.IDEAL_REFERRAL),
        ("Ideal referral (who to send)", Column.IDEAL_REFERRAL),
        ("discord ID", Column.ID),
        ("ID do Discord", Column.ID),
        ("User name", Column.HANDLE),
        ("Usuário no Discord", Column.HANDLE),
        ("Apelido", Column.NICK),
        ("Apelido no Discord", Column.HANDLE),
        ("Membro desde", Column.JOINED),
        ("  situação ", Column.STATUS),
        ("Hobbies", Column.INTERESTS),
        ("O que você oferece", Column.OFFER),
    ],
)
def test_columns_by_what_people_call_them(heading: str, column: Column) -> None:
    (row,) = read_roll([["Name", heading], ["Ana", "it"]])
    assert row.text(column) == ("Ana" if column is Column.NAME else "it")


@pytest.mark.parametrize(
    "heading", ["Indicado por", "Data de nascimento", "Observações", "Mensalidade", "Cidade", "Birthday", ""]
)
def test_other_columns_are_passed_over(heading: str) -> None:
    (row,) = read_roll([["Name", heading], ["Ana", "it"]])
    assert row == Row(2, {Column.NAME: "Ana"})


def test_headings_below_a_title_and_rows_by_the_number_that_the_spreadsheet_shows() -> None:
    grid = [
        ["Roll of the chapter"],
        [],
        ["", "Nome", "Sobrenome", "Fone", "E-mail"],
        [],
        ["1", "Ana", "Souza", "'+44 20 7946 0000", "a@b.co"],
    ]
    (row,) = read_roll(grid)
    assert row.number == 5
    assert dict(row.cells) == {Column.NAME: "Ana", Column.SURNAME: "Souza", Column.CONTACT: "+44 20 7946 0000 · a@b.co"}


def test_a_formula_is_known_from_a_text_that_looks_like_one() -> None:
    live, text = read_roll([["Name", "Trade"], ["Ana", "=1+1"], ["Bia", "'=1+1"]])
    assert live.formula is Column.SEAT
    assert (text.formula, text.text(Column.SEAT)) == (None, "=1+1")


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [
        ([], "empty"),
        ([["", " "]], "empty"),
        ([["Name", "Trade"]], "nobody under them"),
        ([["Name"], *[["Ana"]] * (MOST_ROWS + 1)], "more than"),
    ],
)
def test_what_is_no_roll(grid: list[list[str]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_roll(grid)


def test_a_file_without_headings() -> None:
    with pytest.raises(NoHeadings):
        read_roll([["Ana Souza", "Baker"], ["Bruno Lima", "Lawyer"]])
