"""Rolls as address books, membership programs and secretaries write them, each with what it says."""

from collections.abc import Sequence
from datetime import UTC, datetime

import pytest

from bot.core.dates import DayOrder
from bot.core.spreadsheet import files as spreadsheet_files
from bot.groups.model import Group
from bot.membership.import_sessions.model import NOBODY, Meant
from bot.membership.members.model import Member, Status
from bot.membership.roster_import import name_matching
from bot.membership.roster_import.columns import ROLL, Column, Sheet, read_id, read_name, read_sheet
from bot.membership.roster_import.model import Answer, Found, Plan, RowOutcome, Upload
from bot.membership.roster_import.plan import plan

NOW = datetime(2026, 11, 27, 12, tzinfo=UTC)
GROUP = Group(100, set_up_at=NOW)


def sheet(text: str | bytes) -> Sheet:
    return read_sheet(spreadsheet_files.read(text.encode() if isinstance(text, str) else text, ROLL))


def planned(
    text: str,
    here: Sequence[Found] = (),
    roll: Sequence[Member] = (),
    *,
    answers: dict[int, Answer] | None = None,
    order: DayOrder | None = None,
    language: str = "en",
) -> Plan:
    read = sheet(text)
    meant = name_matching.meant(read.rows, roll, here)
    people = {each.user_id: each for each in here}
    return plan(Upload(read.rows, people, meant, read.unread, answers or {}, order), roll, GROUP, NOW, language)


def outcomes(told: Plan) -> list[RowOutcome]:
    return [entry.outcome for entry in told.entries]


def person(number: int, name: str, *others: str) -> Found:
    return Found(number, name, others)


@pytest.mark.parametrize(
    ("text", "cells", "unread"),
    [
        pytest.param(
            "First Name,Last Name,Job Title,Membership Type,Membership Start Date,Contact ID,Email\n"
            "Elisa,Souza,Florist,Full,2021-05-06,12,elisa@example.org\n",
            {"name": "Elisa Souza", "seat": "Florist", "joined": "2021-05-06", "contact": "elisa@example.org"},
            ["Membership Type", "Contact ID"],
            id="CiviCRM",
        ),
        pytest.param(
            "Name,Trade,Phone,Emergency contact,Emergency phone\nElisa Souza,Florist,+55 11 3333-4444,Her mother,+55 11 97777-0000\n",
            {"name": "Elisa Souza", "seat": "Florist", "contact": "+55 11 3333-4444"},
            ["Emergency contact", "Emergency phone"],
            id="emergency contact",
        ),
        pytest.param(
            "Name,Given Name,Additional Name,Family Name,Occupation,Group Membership,E-mail 1 - Type,E-mail 1 - Value,"
            "Phone 1 - Type,Phone 1 - Value,Website 1 - Type,Website 1 - Value\n"
            "Elisa Souza,Elisa,,Souza,Baker,* myContacts ::: Chapter,* Work,elisa@example.org,Mobile,+55 11 98888-1234,Profile,"
            "http://elisa.example\n",
            {
                "name": "Elisa Souza",
                "seat": "Baker",
                "contact": "elisa@example.org · +55 11 98888-1234",
                "links": "http://elisa.example",
            },
            ["Group Membership", "E-mail 1 - Type", "Phone 1 - Type", "Website 1 - Type"],
            id="Google, before 2024",
        ),
        pytest.param(
            "First Name,Middle Name,Last Name,Phonetic First Name,Name Prefix,Nickname,File As,Organization Name,Organization Title,"
            "Organization Department,Birthday,Notes,Labels,E-mail 1 - Label,E-mail 1 - Value,Address 1 - Street,Relation 1 - Value\n"
            "Elisa,Maria,Souza,Eliza,Sra.,Lia,Souza Elisa,Flor do Dia,Florist,Sales,1980-01-02,met in May,* myContacts,* Home,"
            "elisa@example.org,Rua A 1,Ana\n",
            {"name": "Elisa Souza", "seat": "Florist", "business": "Flor do Dia", "contact": "elisa@example.org", "nick": "Lia"},
            [
                "Middle Name",
                "Phonetic First Name",
                "Name Prefix",
                "File As",
                "Organization Department",
                "Birthday",
                "Notes",
                "Labels",
                "E-mail 1 - Label",
                "Address 1 - Street",
                "Relation 1 - Value",
            ],
            id="Google",
        ),
        pytest.param(
            "Title,First Name,Last Name,Company,Job Title,Business Street,Business City,Business Fax,Business Phone,Mobile Phone,"
            "Assistant's Phone,E-mail Address,E-mail Type,E-mail Display Name,Spouse,Manager's Name\n"
            "Mrs,Elisa,Souza,Flor do Dia,Florist,Rua A 1,Campinas,+55 11 3333-0000,+55 11 3333-4444,+55 11 98888-1234,"
            "+55 11 3333-1111,elisa@example.org,SMTP,Elisa Souza (elisa@example.org),Beto,Carla\n",
            {
                "name": "Elisa Souza",
                "seat": "Florist",
                "business": "Flor do Dia",
                "contact": "+55 11 3333-4444 · +55 11 98888-1234 · elisa@example.org",
            },
            [
                "Title",
                "Business Street",
                "Business City",
                "Business Fax",
                "Assistant's Phone",
                "E-mail Type",
                "E-mail Display Name",
                "Spouse",
                "Manager's Name",
            ],
            id="Outlook",
        ),
        pytest.param(
            "First Name,Last Name,Display Name,Nickname,Primary Email,Secondary Email,Work Phone,Fax Number,Home State,Job Title,"
            "Organization,Web Page 1,Birth Year\n"
            "Beatriz,Souza,Beatriz Souza,Bia,beatriz@example.org,,+55 11 3333-4444,+55 11 3333-0000,SP,Florist,Flor do Dia,"
            "https://bia.example,1980\n",
            {
                "name": "Beatriz Souza",
                "nick": "Bia",
                "seat": "Florist",
                "business": "Flor do Dia",
                "contact": "beatriz@example.org · +55 11 3333-4444",
                "links": "https://bia.example",
            },
            ["Fax Number", "Home State", "Birth Year"],
            id="Thunderbird",
        ),
        pytest.param(
            "Nome;Profissão;Cidade;Estado;Telefone\nElisa Souza;Florista;Campinas;SP;+55 11 3333-4444\n",
            {"name": "Elisa Souza", "seat": "Florista", "contact": "+55 11 3333-4444"},
            ["Cidade", "Estado"],
            id="state of residence",
        ),
        pytest.param(
            "Name,Trade,State of residence,Marital status,Estado civil\nElisa Souza,Florist,Ohio,single,solteira\n",
            {"name": "Elisa Souza", "seat": "Florist"},
            ["State of residence", "Marital status", "Estado civil"],
            id="other states",
        ),
        pytest.param(
            "Nome;Profissão;Estado\nElisa Souza;Florista;Ativa\nBeto Lima;Padeiro;Inativo\n",
            {"name": "Elisa Souza", "seat": "Florista", "status": "Ativa"},
            [],
            id="a state that is a status",
        ),
        pytest.param(
            "Nome do associado / Empresa;Profissão;Fone 1;Fone 2;Aniversário;Padrinho;Observações\n"
            "Ana Souza / ana & Souza Ltda;Eletricista;5511900000000;;2019-01-01;Daniel Costa;só às terças\n",
            {"name": "Ana Souza", "business": "ana & Souza Ltda", "seat": "Eletricista", "contact": "5511900000000"},
            ["Aniversário", "Padrinho", "Observações"],
            id="name and company in one column",
        ),
        pytest.param(
            "Qual é o seu nome completo?;Qual é o seu ramo de atividade?;Seu telefone (com DDD);Telefone do cônjuge;E-mail da empresa;"
            "Nome da mãe;Contato de emergência\nElisa Souza;Florista;11 98888-1234;11 97777-0000;loja@example.org;Marta;Marta\n",
            {"name": "Elisa Souza", "seat": "Florista", "contact": "11 98888-1234 · loja@example.org"},
            ["Telefone do cônjuge", "Nome da mãe", "Contato de emergência"],
            id="answers to a form",
        ),
        pytest.param(
            "Member name (first & last),Trade / profession,Company / business,E-mail / phone,Date joined\n"
            '"Antão, Fábio",Baker,Pão & Cia,u5@example.com / 11 900000005,06/06/2024\n',
            {
                "name": "Fábio Antão",
                "seat": "Baker",
                "business": "Pão & Cia",
                "contact": "u5@example.com / 11 900000005",
                "joined": "06/06/2024",
            },
            [],
            id="strokes between names of one column",
        ),
        pytest.param(
            "Name,Trade,Phone,Phone (emergency),Telefone (recado com a mãe),Partner's phone,ICE phone,Phone 2 (work)\n"
            "Elisa Souza,Florist,+55 11 3333-4444,+55 11 97777-0000,+55 11 97777-0001,+55 11 97777-0002,+55 11 97777-0003,"
            "+55 11 3333-5555\n",
            {"name": "Elisa Souza", "seat": "Florist", "contact": "+55 11 3333-4444 · +55 11 3333-5555"},
            ["Phone (emergency)", "Telefone (recado com a mãe)", "Partner's phone", "ICE phone"],
            id="relatives in brackets",
        ),
    ],
)
def test_the_columns_of_exports(text: str, cells: dict[str, str], unread: list[str]) -> None:
    read = sheet(text)
    row = read.rows[0]
    found = {column.value: text for column, text in row.cells.items() if column not in {Column.SURNAME, Column.GIVEN}}
    assert {**found, "name": read_name(row)} == cells
    assert [*read.unread] == unread


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Lima, Elisa", "Elisa Lima"),
        ("lima,elisa maria", "elisa maria lima"),
        ("Souza e Silva, Ana", "Ana Souza e Silva"),
        ("Elisa Lima", "Elisa Lima"),
        ("Lima, Jr.", "Lima, Jr."),
        ("Elisa Lima, PhD", "Elisa Lima, PhD"),
        ("Lima, Elisa, Ana", "Lima, Elisa, Ana"),
        ("Lima, 12", "Lima, 12"),
    ],
)
def test_the_surname_before_a_comma_is_turned_round(written: str, name: str) -> None:
    (row,) = sheet(f'Name;Trade\n"{written}";Florist\n').rows
    assert read_name(row) == name


def test_whom_a_full_name_and_a_nickname_mean() -> None:
    beatriz, bia, other = person(1, "Beatriz Souza"), person(2, "Bia"), person(3, "Carla", "Bia")

    def mean(text: str, here: Sequence[Found]) -> Meant:
        return name_matching.meant(sheet(text).rows, [], here)[2]

    row = "Name,Nickname,Trade\nBeatriz Souza,Bia,Florist\n"
    assert mean(row, [beatriz]) == Meant(1)
    assert mean(row, [beatriz, bia]) == Meant(None, (1, 2)), "they disagree, and the full name comes first"
    assert mean(row, [bia]) == Meant(None, (2,)), "a nickname alone is no proof"
    assert mean(row, [person(1, "Beatriz Souza", "Bia"), bia]) == Meant(1)
    assert mean(row, [person(1, "Beatriz Souza"), person(4, "Beatriz Souza", "Bia")]) == Meant(4)
    assert mean("Name,User name,Trade\nBeatriz Souza,bia,Florist\n", [beatriz, bia]) == Meant(None, (1, 2))
    assert mean(
        "Name,Discord ID,Trade\nBeatriz Souza,123456789012345678,Florist\n", [beatriz, person(123456789012345678, "X")]
    ) == Meant(123456789012345678, for_sure=True)
    assert mean('Name,Trade\n"Lima, Elisa",Florist\n', [person(5, "Elisa Lima"), other]) == Meant(5)


@pytest.mark.parametrize("identifier", ["1,57596E+18", "1.57596E+18", "1575964795541120000", "1575964795541123456"])
def test_ids_that_a_spreadsheet_rounded_are_names_again(identifier: str) -> None:
    here = [person(1575964795541123456, "Ana Souza"), person(1575964795541123457, "Bruno Lima")]
    read = sheet(f"Discord id;Name;Trade\n{identifier};Ana Souza;Eletricista\n{identifier[:-2]}99;Bruno Lima;Padeiro\n")
    first, second = name_matching.meant(read.rows, [], here).values()
    assert (first.user_id, second.user_id) == (here[0].user_id, here[1].user_id)
    if identifier != "1575964795541123456":
        assert read_id(read.rows[0]) is None
        assert "ana" in name_matching.prefixes(read.rows, [], 60)


HERE = [person(number, name) for number, name in enumerate(("Ana", "Bruno", "Carla", "Daniel", "Elisa"), 1)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Nome;Ramo;Ativo\nAna;Florista;Não\nBruno;Chef;Sim\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        ("Nome;Ramo;Ativo?\nAna;Florista;NÃO\nBruno;Chef;sim\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        ("Name,Trade,Active (Yes/No)\nAna,Florist,No\nBruno,Cook,Yes\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        ("Name,Trade,Active\nAna,Florist,FALSE\nBruno,Cook,TRUE\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        (
            "Name,Trade,Inactive\nAna,Florist,Yes\nBruno,Cook,No\nCarla,Vet,\n",
            [RowOutcome.REFUSE, RowOutcome.ADD, RowOutcome.ADD],
        ),
        ("Nome;Ramo;Desligado em\nAna;Florista;12/03/2024\nBruno;Chef;\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        ("Nome;Ramo;Ativo;Situação\nAna;Florista;Sim;Desligada\nBruno;Chef;Sim;Ativo\n", [RowOutcome.REFUSE, RowOutcome.ADD]),
        ("Nome;Ramo;Ativo\nAna;Florista;\nBruno;Chef;Sim\n", [RowOutcome.ASK, RowOutcome.ADD]),
        ("Nome;Ramo;Ativo\nAna;Florista;x\nBruno;Chef;\n", [RowOutcome.ASK, RowOutcome.ASK]),
        ("Nome;Ramo;Situação\nAna;Florista;Inadimplente\nBruno;Chef;Ativo\n", [RowOutcome.ASK, RowOutcome.ADD]),
        ("Nome;Ramo;Situação\nAna;Florista;Sim\nBruno;Chef;Desligado em 2024\n", [RowOutcome.ASK, RowOutcome.ASK]),
    ],
)
def test_nobody_is_let_in_whom_the_file_says_to_be_out(text: str, expected: list[RowOutcome]) -> None:
    assert outcomes(planned(text, HERE)) == expected


def test_a_value_that_nobody_listed_is_asked_about_once_whatever_its_case() -> None:
    text = "Nome;Ramo;Situação\nAna;A;Inadimplente\nBruno;B;INADIMPLENTE\nCarla;C;Férias\nDaniel;D;-\nElisa;E;Ativa\n"
    told = planned(text, HERE)
    assert [(each.place, each.text, each.rows) for each in told.asked] == [(0, "Inadimplente", 2), (1, "Férias", 1), (2, "-", 1)]
    assert outcomes(told) == [RowOutcome.ASK] * 4 + [RowOutcome.ADD]
    assert not any(entry.candidates for entry in told.entries)
    said = planned(text, HERE, answers={0: Answer.OUT, 1: Answer.LEAVE, 2: Answer.SKIP})
    assert outcomes(said) == [RowOutcome.REFUSE, RowOutcome.REFUSE, RowOutcome.ADD, RowOutcome.REFUSE, RowOutcome.ADD]
    assert not said.asked
    assert outcomes(planned(text, HERE, answers={0: Answer.MEMBER})) == [
        RowOutcome.ADD,
        RowOutcome.ADD,
        RowOutcome.ASK,
        RowOutcome.ASK,
        RowOutcome.ADD,
    ]


def test_somebody_expected_can_be_removed_and_given_another_trade_by_a_file() -> None:
    roll = [
        Member(100, -1, "Ana Dias", Status.EXPECTED, "Seguros"),
        Member(100, -2, "Olívia Castro", Status.EXPECTED, "Chaveira"),
    ]
    told = planned("Name;Trade;Status\nAna Dias;Seguros;former member\nOlívia Castro;Sem ramo;\n", [], roll)
    assert outcomes(told) == [RowOutcome.REMOVE, RowOutcome.CHANGE]
    removed, moved = (entry.after for entry in told.entries)
    assert removed is not None
    assert moved is not None
    assert (removed.status, removed.left_at, moved.seat) == (Status.FORMER, NOW, "Sem ramo")
    here = [person(7, "Ana Dias")]
    assert outcomes(planned("Name;Trade;Active\nAna Dias;Seguros;no\n", here, roll[:1])) == [RowOutcome.REMOVE]
    recognised = planned(
        "Name;Trade;User name\nAna Dias;Seguros;anad\n",
        [person(7, "Aninha", "anad")],
        [*roll, Member(100, 7, "Aninha", Status.FORMER)],
    )
    assert outcomes(recognised) == [RowOutcome.RECOGNISE], "who was here before and is expected again"


@pytest.mark.parametrize(
    ("days", "language", "order", "joined"),
    [
        (["03/04/2024", "25/12/2023"], "en", None, ["2024-04-03", "2023-12-25"]),
        (["03/04/2024", "12/25/2023"], "pt-BR", None, ["2024-03-04", "2023-12-25"]),
        (["03/04/2024"], "pt-BR", None, ["2024-04-03"]),
        (["03/04/2024"], "en", None, [None]),
        (["03/04/2024"], "en", DayOrder.MONTH_FIRST, ["2024-03-04"]),
        (
            ["4 de abr de 2022", "02-02-20", "05.05.2023", "2021-03-03", "03/2024"],
            "en",
            None,
            ["2022-04-04", "2020-02-02", "2023-05-05", "2021-03-03", "2024-03-01"],
        ),
    ],
)
def test_the_whole_column_decides_which_number_is_the_day(
    days: list[str], language: str, order: DayOrder | None, joined: list[str | None]
) -> None:
    rows = "".join(f"{name};x;{day}\n" for name, day in zip(("Ana", "Bruno", "Carla", "Daniel", "Elisa"), days, strict=False))
    told = planned(f"Nome;Ramo;Membro desde\n{rows}", HERE, order=order, language=language)
    found = [entry.after.joined_at for entry in told.entries if entry.after is not None]
    assert [day.date().isoformat() if day and day != NOW else None for day in found] == joined
    assert (told.two_ways is not None) is any(day == "03/04/2024" for day in days)


def test_a_formula_without_result_refuses_a_row_only_where_it_says_who_somebody_is() -> None:
    told = planned("Name,Trade,Phone\nAna,Florist,=A1\nBruno,=B1,+44 20 7946 0000\n", HERE)
    assert outcomes(told) == [RowOutcome.ADD, RowOutcome.REFUSE]
    assert [note.text for note in told.entries[0].notes] == ["“{column}” is a formula without a stored result; left out"]


def test_a_row_of_no_name_or_nobody_known_stays_what_it_was() -> None:
    told = planned("Nome;Ramo;Aniversário\nZoé;Florista;01/02/1980\n;Chef;\n", HERE)
    assert outcomes(told) == [RowOutcome.EXPECT, RowOutcome.REFUSE]
    assert told.unread == ("Aniversário",)
    assert name_matching.meant(sheet("Name;Trade\nZoé;x\n").rows, [], HERE)[2] == Meant(NOBODY)
