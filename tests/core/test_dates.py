"""Days that people type are read or asked back, never guessed."""

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.dates import LONGEST, day_in, month_in, read_day, read_moment, readings
from bot.core.errors import Refused

TODAY = date(2026, 11, 18)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


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
        ("<t:1798772400:D>", "en", date(2027, 1, 1)),
    ],
)
def test_a_day_is_read_as_the_language_writes_it(text: str, language: str, day: date) -> None:
    assert read_day(text, TODAY, SAO_PAULO, language) == day


@pytest.mark.parametrize("zone", ["Pacific/Kiritimati", "Europe/Berlin", "America/Sao_Paulo", "Pacific/Pago_Pago"])
@pytest.mark.parametrize("clock", [time(0, 0), time(12, 0), time(23, 59)])
def test_a_timestamp_is_the_day_that_clocks_in_the_zone_show(zone: str, clock: time) -> None:
    there = ZoneInfo(zone)
    stamp = f"<t:{int(datetime.combine(date(2027, 3, 3), clock, there).timestamp())}:D>"
    assert read_day(stamp, TODAY, there, "en") == day_in(stamp, there, "pt-BR") == date(2027, 3, 3)


@pytest.mark.parametrize(
    "text", ["03/12/2026", "soon", "", "2026-13-01", "2026-02-30", "31/31/2026", "<t:999999999999>", "٢٠٢٧-٠٣-٠٣x", "1" * 5000]
)
def test_what_is_not_sure_is_asked_back_with_an_example(text: str) -> None:
    with pytest.raises(Refused, match="not a day|coming year") as refusal:
        read_day(text, TODAY, SAO_PAULO, "en")
    assert refusal.value.sentence.params["example"] == "2026-12-02"


@pytest.mark.parametrize("text", ["2026-11-18", "2026-11-17", "2028-01-01"])
def test_only_the_coming_year_is_taken(text: str) -> None:
    with pytest.raises(Refused, match="coming year"):
        read_day(text, TODAY, SAO_PAULO, "en")


@given(st.integers(1, LONGEST.days))
def test_every_day_of_the_coming_year_reads_back(ahead: int) -> None:
    day = TODAY + timedelta(days=ahead)
    assert read_day(day.isoformat(), TODAY, SAO_PAULO, "en") == day
    assert read_day(day.strftime("%d/%m/%Y"), TODAY, SAO_PAULO, "pt-BR") == day


MARCH = date(2025, 3, 14)


@pytest.mark.parametrize(
    "text",
    [
        "2025-03-14",
        "2025/03/14",
        "2025-03-14 09:30",
        "2025-03-14T09:30:00Z",
        "14.03.2025",
        "14.3.25",
        "14 de março de 2025",
        "14 mar 2025",
        "14-mar-25",
        "14/Mar/2025",
        "sexta-feira, 14 de março de 2025",
        "March 14, 2025",
        "Mar. 14 2025",
        "14th of March 2025",
        "Friday, 14 March 2025",
        " 14 DE MARÇO DE 2025 ",
    ],
)
def test_there_is_but_one_way_to_read_it(text: str) -> None:
    assert readings(text) == (MARCH, MARCH)


@pytest.mark.parametrize(
    ("text", "by_day", "by_month"),
    [
        ("03/04/2025", date(2025, 4, 3), date(2025, 3, 4)),
        ("3-4-25", date(2025, 4, 3), date(2025, 3, 4)),
        ("14/03/2025 18h30", MARCH, None),
        ("03/14/2025", None, MARCH),
        ("05/05/2025", date(2025, 5, 5), date(2025, 5, 5)),
    ],
)
def test_day_and_month_may_stand_either_way(text: str, by_day: date | None, by_month: date | None) -> None:
    assert readings(text) == (by_day, by_month)


@pytest.mark.parametrize(
    "text", ["", "14", "14/03", "march", "45731", "14/13/2025", "30 de fevereiro de 2025", "14 marx 2025", "x" * 9_999]
)
def test_what_is_no_day(text: str) -> None:
    assert readings(text) == (None, None)


@pytest.mark.parametrize("text", ["03/2025", "2025-03", "mar/25", "Março de 2025", "march 2025", "MAR-2025"])
def test_a_month_alone(text: str) -> None:
    assert month_in(text) == date(2025, 3, 1)
    assert readings(text) == (None, None)


@pytest.mark.parametrize("text", ["", "2025", "13/2025", "14/03/2025", "março", "2025-00"])
def test_what_is_no_month(text: str) -> None:
    assert month_in(text) is None


NOW = datetime(2026, 11, 18, 15, tzinfo=UTC)
SAO_PAULO = ZoneInfo("America/Sao_Paulo")


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("2026-12-03 19:00", "en"),
        ("2026-12-03T19:00", "en"),
        ("2026-12-03, 19h", "en"),
        ("2026-12-03 19h00", "pt-BR"),
        ("3 Dec 2026 7pm", "en"),
        ("December 3, 2026 at 7:00 pm", "en"),
        ("3 de dezembro de 2026 às 19h", "pt-BR"),
        ("03/12/2026 19:00", "pt-BR"),
        (" quinta-feira, 3 dez 2026, 19:00 ", "pt-BR"),
        ("<t:1796335200:F>", "en"),
        ("<t:1796335200>", "pt-BR"),
    ],
)
def test_a_day_with_a_time_is_read_by_the_groups_clock(text: str, language: str) -> None:
    assert read_moment(text, NOW, SAO_PAULO, language) == datetime(2026, 12, 3, 22, tzinfo=UTC)


def test_hours_of_half_a_day() -> None:
    for text, hour in (("12am", 0), ("1 a.m.", 1), ("12pm", 12), ("11:00 p.m.", 23)):
        assert read_moment(f"2026-12-03 {text}", NOW, ZoneInfo("UTC"), "en").hour == hour


def test_later_today_is_possible_and_a_skipped_hour_moves_forward() -> None:
    assert read_moment("2026-11-18 12:01", NOW, SAO_PAULO, "en") == datetime(2026, 11, 18, 15, 1, tzinfo=UTC)
    berlin = ZoneInfo("Europe/Berlin")
    assert read_moment("2027-03-28 02:30", NOW, berlin, "en").astimezone(berlin).hour == 3


@pytest.mark.parametrize("text", ["9999-12-31", "31/12/9999", "0001-01-01", "31 Dec 9999", "<t:253402300799:D>"])
def test_the_ends_of_the_calendar_are_no_days(text: str) -> None:
    """In another zone they may be out of it."""
    assert readings(text) == (None, None)


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("", "not a day and a time"),
        ("soon", "not a day and a time"),
        ("2026-12-03", "not a day and a time"),
        ("19:00", "not a day and a time"),
        ("2026-12-03 24:00", "not a day and a time"),
        ("2026-12-03 19:60", "not a day and a time"),
        ("2026-12-03 13pm", "not a day and a time"),
        ("2026-02-30 19:00", "not a day and a time"),
        ("03/12/2026 19:00", "not a day and a time"),
        ("<t:999999999999:F>", "not a day and a time|not within"),
        ("9999-12-31 23:59", "not a day and a time"),
        ("0001-01-01 00:00", "not a day and a time"),
        ("<t:253402300799:F>", "not a day and a time"),
        ("2026-11-18 12:00", "not within"),
        ("2028-01-01 12:00", "not within"),
    ],
)
def test_what_is_no_day_with_a_time_to_come(text: str, says: str) -> None:
    with pytest.raises(Refused, match=says):
        read_moment(text, NOW, SAO_PAULO, "en")
