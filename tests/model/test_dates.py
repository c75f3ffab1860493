"""Days that people type are read or asked back, never guessed."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.model.dates import LONGEST, read_day
from bot.model.words import Refused

TODAY = date(2026, 11, 18)


@pytest.mark.parametrize(
    ("text", "language", "day"),
    [
        ("2027-03-03", "en", date(2027, 3, 3)),
        (" 2027-3-3 ", "pt-BR", date(2027, 3, 3)),
        ("03/12/2026", "pt-BR", date(2026, 12, 3)),
        ("03.12.2026", "en", date(2026, 12, 3)),
        ("12/25/2026", "en", date(2026, 12, 25)),
        ("25/12/2026", "en", date(2026, 12, 25)),
        ("12/12/2026", "en", date(2026, 12, 12)),
        ("<t:1798761600:D>", "en", date(2027, 1, 1)),
    ],
)
def test_a_day_is_read_as_the_language_writes_it(text: str, language: str, day: date) -> None:
    assert read_day(text, TODAY, language) == day


@pytest.mark.parametrize(
    "text", ["03/12/2026", "soon", "", "2026-13-01", "2026-02-30", "31/31/2026", "<t:999999999999>", "٢٠٢٧-٠٣-٠٣x", "1" * 5000]
)
def test_what_is_not_sure_is_asked_back_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="not a day|coming year") as refusal:
        read_day(text, TODAY, "en")
    assert refusal.value.sentence.params["example"] == "2026-12-02"


@pytest.mark.parametrize("text", ["2026-11-18", "2026-11-17", "2028-01-01"])
def test_only_the_coming_year_is_taken(text: str) -> None:
    with pytest.raises(Refused, match="coming year"):
        read_day(text, TODAY, "en")


@given(st.integers(1, LONGEST.days))
def test_every_day_of_the_coming_year_reads_back(ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    assert read_day(day.isoformat(), TODAY, "en") == day
    assert read_day(day.strftime("%d/%m/%Y"), TODAY, "pt-BR") == day
