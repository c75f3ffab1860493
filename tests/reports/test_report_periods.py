"""Periods of reports: whole weeks, each day in one period of each length, and the shorter ones within the longer ones."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from types import SimpleNamespace
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import PeriodName, Weekday, named_days, period
from bot.reports.group_report.model import MONTHS, Span, closed, last_closed
from bot.weekly.business.model import month_that_ends_with

ZONES = ("UTC", "America/Sao_Paulo", "Pacific/Kiritimati", "Pacific/Honolulu", "Australia/Lord_Howe")
MOMENTS = st.datetimes(datetime(2016, 1, 1), datetime(2040, 1, 1), timezones=st.just(UTC))


def rules(zone: str = "America/Sao_Paulo", week_starts: Weekday = Weekday.MONDAY) -> Any:
    return SimpleNamespace(zone=ZoneInfo(zone), week_starts=week_starts)


def test_a_year_is_the_weeks_that_ended_in_it() -> None:
    year = last_closed(Span.YEAR, datetime(2027, 1, 4, 12, tzinfo=UTC), rules())
    assert (year.first, year.last_month) == (date(2026, 1, 1), date(2026, 12, 1))
    assert named_days(year.period, ZoneInfo("America/Sao_Paulo")) == (date(2025, 12, 29), date(2026, 12, 27))
    assert year.before(rules()).first == date(2025, 1, 1)


@pytest.mark.parametrize(
    ("now", "first"),
    [
        (datetime(2026, 11, 30, 2, tzinfo=UTC), date(2026, 10, 1)),  # in São Paulo the week of 23 November runs until midnight
        (datetime(2026, 11, 30, 4, tzinfo=UTC), date(2026, 11, 1)),  # the next one ends in December
        (datetime(2026, 12, 27, 12, tzinfo=UTC), date(2026, 11, 1)),
    ],
)
def test_a_month_is_closed_with_the_last_week_that_ends_in_it(now: datetime, first: date) -> None:
    assert last_closed(Span.MONTH, now, rules()).first == first


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from([*Weekday]), st.sampled_from([*Span]))
def test_the_last_closed_period_is_over_and_the_next_one_is_not(now: datetime, zone: str, day: Weekday, span: Span) -> None:
    found = last_closed(span, now, rules(zone, day))
    last_week = period(PeriodName.LAST_WEEK, now, ZoneInfo(zone), day)
    assert found.period.end <= last_week.end
    following = closed(span, (found.last_month + timedelta(days=31)).replace(day=1), rules(zone, day))
    assert following.period.start == found.period.end
    assert following.period.end > last_week.end
    assert following.before(rules(zone, day)) == found


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from([*Weekday]), st.sampled_from([Span.QUARTER, Span.HALF_YEAR, Span.YEAR]))
def test_a_longer_period_consists_of_months_whole(now: datetime, zone: str, day: Weekday, span: Span) -> None:
    found = last_closed(span, now, rules(zone, day))
    months = [closed(Span.MONTH, found.first, rules(zone, day))]
    while len(months) < MONTHS[span]:
        months.append(closed(Span.MONTH, (months[-1].first + timedelta(days=31)).replace(day=1), rules(zone, day)))
    assert [each.period.end for each in months[:-1]] == [each.period.start for each in months[1:]]
    assert (months[0].period.start, months[-1].period.end) == (found.period.start, found.period.end)


@given(MOMENTS, st.sampled_from(ZONES), st.sampled_from([*Weekday]))
def test_a_month_is_that_of_closed_business(now: datetime, zone: str, day: Weekday) -> None:
    week = period(PeriodName.LAST_WEEK, now, ZoneInfo(zone), day)
    month = month_that_ends_with(week, ZoneInfo(zone))
    if month is not None:
        assert last_closed(Span.MONTH, now, rules(zone, day)).period == month
