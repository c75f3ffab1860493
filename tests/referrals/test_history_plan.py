"""A file of past referrals: its columns by whatever people call them, its days and kinds, and what becomes of each row."""

from collections.abc import Sequence
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import DayOrder
from bot.core.errors import Refused
from bot.core.spreadsheet.grid import NoHeadings
from bot.i18n import TRANSLATED, words
from bot.membership.import_sessions.model import Meant
from bot.membership.members.model import Member, Status
from bot.referrals.history.model import HEADINGS, PastReferral, read_kind
from bot.referrals.history.plan import Known, Plan, RowOutcome, Upload, names_in, plan
from bot.referrals.model import KIND_LABELS, Kind
from tests.fuzz import examples
from tests.sheets import read_past

HEAD = ["Giver", "Receiver", "Date", "Kind"]
TODAY = date(2026, 11, 18)
ROLL = [Member(1, number, name, Status.ACTIVE, "x") for number, name in enumerate(("Ana", "Bruno", "Caio"), 1)]
NOTHING = Known(frozenset(), {})


def planned(
    rows: Sequence[Sequence[str]], *, known: Known = NOTHING, language: str = "en", order: DayOrder | None = None
) -> Plan:
    slips = read_past([HEAD, *rows])
    ids = {member.name: member.user_id for member in ROLL}
    names = names_in(slips)
    meant = {place: Meant(ids.get(name, 0)) for place, name in enumerate(names)}
    return plan(Upload(tuple(slips), names, meant, order), ROLL, known, TODAY, language)


def why(plan: Plan) -> list[str]:
    return [words("en").say(each.why, str) for each in plan.entries if each.why]


@pytest.mark.parametrize("tag", ["en", *TRANSLATED])
def test_what_we_write_we_know(tag: str) -> None:
    said = words(tag)
    (slip,) = read_past([[said.t(heading) for heading in HEADINGS.values()], ["Ana", "Bruno", "2025-03-14", "own"]])
    assert (slip.giver, slip.receiver, slip.date, slip.kind) == ("Ana", "Bruno", "2025-03-14", "own")
    assert {kind: read_kind(said.t(label)) for kind, label in KIND_LABELS.items()} == {kind: kind for kind in Kind}
    assert [read_kind(said.t(kind)) for kind in ("direct", "own", "lead")] == list(Kind)


@pytest.mark.parametrize(
    "head",
    [
        ["From", "To", "When", "Type"],
        ["DE:", "PARA:", "DATA", "TIPO"],
        ["Membro que indicou", "Membro que recebeu", "Data da indicação", "Tipo de indicação"],
        ["Given by", "Given to", "Date given", "Referral type"],
        ["Member giving", "Member receiving", "Day", "Kind"],
        ["Indicado por", "Indicado para", "Mês", "Tipo (direta/própria)"],
    ],
)
def test_columns_by_what_people_call_them_and_no_others(head: list[str]) -> None:
    grid = [["Indicações 2025"], [], ["Nº", *head, "Cliente", "Valor"], ["1", "Ana", "Bruno", "03/2025", "d", "Maria", "R$ 9"]]
    (slip,) = read_past(grid)
    assert (slip.number, slip.giver, slip.receiver, slip.date, slip.kind) == (4, "Ana", "Bruno", "03/2025", "d")
    assert "Maria" not in repr(slip)


@pytest.mark.parametrize(
    ("grid", "sentence"),
    [([], "empty"), ([HEAD], "nothing under them"), ([HEAD, *[["Ana", "Bruno", "2025-01-01"]] * 5_001], "more than")],
)
def test_what_is_no_such_file(grid: list[list[str]], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence):
        read_past(grid)
    with pytest.raises(NoHeadings, match="“Receiver”"):
        read_past([["Giver", "Date"], ["Ana", "2025-01-01"]])


@pytest.mark.parametrize(
    ("row", "sentence"),
    [
        (["Ana", "Bruno", "2026-11-19"], "“2026-11-19” is today or still to come"),
        (["Ana", "Bruno", "2026-11-18"], "“2026-11-18” is today or still to come"),
        (["Ana", "Bruno", "0205-03-14"], "“0205-03-14” is too long ago"),
        (["Ana", "Bruno", "soon"], "“soon” is no day that I can read"),
        (["Ana", "Bruno", ""], "“Date” is empty"),
        (["", "Bruno", "2025-03-14"], "“Giver” is empty"),
        (["Ana", "", "2025-03-14"], "“Receiver” is empty"),
        (["Ana", "ANA", "2025-03-14"], "Giver and receiver are one person"),
        (["Ana", "Zoe", "2025-03-14"], "“Zoe” is not on the roll."),
        (["Ana", "Bruno", "2025-03-14", "warm"], "“warm” is no kind that I know"),
        (["Ana", "Bruno", "=TODAY()"], "“Date” holds a formula"),
    ],
)
def test_what_can_not_be_taken_says_why(row: list[str], sentence: str) -> None:
    (said,) = why(planned([row]))
    assert said.startswith(sentence)


def test_what_is_the_same_in_all_is_told_apart_by_its_number_and_is_known_again() -> None:
    rows = [["Ana", "Bruno", "2025-03-14", "direct"]] * 3 + [["Ana", "Bruno", "2025-03-14", "own"]]
    first = planned(rows)
    assert [each.ordinal for each in first.added] == [1, 2, 3, 1]
    again = planned(rows, known=Known(frozenset(first.added[:2]), {}))
    assert [each.outcome for each in again.entries] == [RowOutcome.KNOWN, RowOutcome.KNOWN, RowOutcome.ADD, RowOutcome.ADD]
    assert first.fingerprint != again.fingerprint == planned(rows, known=Known(frozenset(first.added[:2]), {})).fingerprint


def test_what_was_passed_here_that_day_counts_there() -> None:
    rows = [["Ana", "Bruno", "2025-03-14"]] * 2 + [["Bruno", "Ana", "2025-03-14"], ["Ana", "Bruno", "2025-03-15"]]
    told = planned(rows, known=Known(frozenset(), {(1, 2, date(2025, 3, 14)): 1}))
    assert [each.outcome for each in told.entries] == [RowOutcome.LIVE, RowOutcome.ADD, RowOutcome.ADD, RowOutcome.ADD]


def test_it_says_who_gave_how_many_and_what_counts_for_nothing() -> None:
    told = planned(
        [
            ["Bruno", "Ana", "03/2025", "lead"],
            ["Ana", "Caio", "2025-03-14", ""],
            ["Bruno", "Caio", "2025-04-14", "direct"],
            ["Caio", "Ana", "2025-04-14", "own"],
        ]
    )
    assert told.givers == [("Bruno", 2), ("Ana", 1), ("Caio", 1)]
    assert (told.leads, told.kindless, told.count(RowOutcome.ADD)) == (1, 1, 4)
    assert told.added[0] == PastReferral(2, 1, date(2025, 3, 1), Kind.LEAD)


AMBIGUOUS = ["Ana", "Bruno", "03/04/2025"]
BY_DAY, BY_MONTH = date(2025, 4, 3), date(2025, 3, 4)


@pytest.mark.parametrize(
    ("others", "language", "order", "day"),
    [
        ([], "en", None, None),
        ([], "pt-BR", None, BY_DAY),
        ([], "pt-BR", DayOrder.MONTH_FIRST, BY_MONTH),
        (["14/04/2025"], "en", None, BY_DAY),
        (["04/14/2025"], "pt-BR", None, BY_MONTH),
        (["04/14/2025", "14/04/2025"], "pt-BR", None, None),
        (["04/14/2025", "14/04/2025"], "en", DayOrder.DAY_FIRST, BY_DAY),
        (["14/04/2025"], "en", DayOrder.MONTH_FIRST, BY_MONTH),
    ],
)
def test_which_comes_first_is_said_or_shown_by_other_days_or_asked(
    others: list[str], language: str, order: DayOrder | None, day: date | None
) -> None:
    told = planned([AMBIGUOUS, *(["Ana", "Caio", other] for other in others)], language=language, order=order)
    first, *rest = told.entries
    assert first.outcome is (RowOutcome.ADD if day else RowOutcome.ASK)
    assert (first.referral.day if first.referral else None) == day
    assert [each.outcome for each in rest] == [RowOutcome.ADD] * len(others), "these have but one way"
    assert told.two_ways is not None
    assert (told.two_ways.by_day, told.two_ways.by_month) == (BY_DAY, BY_MONTH)


texts = st.sampled_from(["Ana", "Bruno", "Zoe", "", "=1", "\u202e", "🎉"]) | st.text(max_size=6)
days = st.sampled_from(["2025-03-14", "03/04/2025", "14/13/25", "mar/25", ""]) | st.dates().map(str) | st.text(max_size=6)


@examples(40)
@given(st.lists(st.tuples(texts, texts, days, texts), max_size=8))
def test_whatever_stands_in_it_each_row_gets_one_fate_and_nothing_is_entered_twice(rows: list[tuple[str, ...]]) -> None:
    told = planned([["Ana", "Bruno", "2025-03-14", ""], *rows])
    assert len(told.added) == told.count(RowOutcome.ADD) == len(set(told.added))
    assert not planned([["Ana", "Bruno", "2025-03-14", ""], *rows], known=Known(frozenset(told.added), {})).added
