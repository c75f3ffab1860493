"""Weeks begin and end by the group's own clock, whatever daylight saving does."""

import itertools
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import (
    Period,
    PeriodName,
    Weekday,
    at_local,
    days_before,
    named_days,
    next_daily,
    period,
    week_before,
    week_start,
)

ZONES = ["America/Sao_Paulo", "America/New_York", "Europe/London", "Australia/Sydney", "Australia/Lord_Howe", "Africa/Casablanca"]
ZONES += ["Pacific/Kiritimati", "Asia/Kathmandu", "UTC"]
instants = st.datetimes(datetime(2020, 1, 1), datetime(2035, 1, 1), timezones=st.just(UTC))
zones = st.sampled_from(ZONES).map(ZoneInfo)
days = st.sampled_from(Weekday)


@pytest.mark.parametrize(
    ("start", "days", "named"),
    [
        (datetime(2026, 11, 9, 9), 7, (date(2026, 11, 9), date(2026, 11, 15))),  # Monday morning
        (datetime(2026, 11, 13, 17), 7, (date(2026, 11, 14), date(2026, 11, 20))),  # Friday evening
        (datetime(2026, 11, 9), 7, (date(2026, 11, 9), date(2026, 11, 15))),
        (datetime(2026, 11, 9, 9), 14, (date(2026, 11, 9), date(2026, 11, 22))),
        (datetime(2026, 11, 9, 9), 8, (date(2026, 11, 9), date(2026, 11, 17))),
        (datetime(2026, 11, 9), 0.3, (date(2026, 11, 9), date(2026, 11, 9))),  # the running week on its first day
        (datetime(2026, 11, 9), 3.3, (date(2026, 11, 9), date(2026, 11, 12))),
    ],
)
def test_a_week_is_named_by_seven_days(start: datetime, days: float, named: tuple[date, date]) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    begun = start.replace(tzinfo=zone)
    assert named_days(Period(begun, begun + timedelta(days=days)), zone) == named


@given(instants, zones, st.integers(1, 8))
def test_weeks_that_follow_each_other_share_no_day(cut: datetime, zone: ZoneInfo, weeks: int) -> None:
    spans = [week_before(days_before(cut, 7 * each, zone), zone) for each in range(weeks)]
    named = [named_days(span, zone) for span in reversed(spans)]
    assert all((last - first).days == 6 for first, last in named)
    assert all(one[1] + timedelta(days=1) == other[0] for one, other in itertools.pairwise(named))


@given(instants, zones, days)
def test_this_week_holds_now_and_touches_last_week(now: datetime, zone: ZoneInfo, first: Weekday) -> None:
    this, last = (period(name, now, zone, first) for name in (PeriodName.THIS_WEEK, PeriodName.LAST_WEEK))
    assert now in this
    assert now not in last
    assert last.end == this.start
    assert this.start.astimezone(zone).weekday() == first
    assert timedelta(days=6, hours=22) <= this.end - this.start <= timedelta(days=7, hours=2)


@given(instants, zones, days, st.sampled_from(PeriodName))
def test_every_period_but_last_week_holds_now(now: datetime, zone: ZoneInfo, first: Weekday, name: PeriodName) -> None:
    assert (now in period(name, now, zone, first)) is (name is not PeriodName.LAST_WEEK)


@given(instants, zones, days)
def test_week_start_is_the_local_date_on_which_the_week_began(now: datetime, zone: ZoneInfo, first: Weekday) -> None:
    began = week_start(now, zone, first)
    assert began.weekday() == first
    assert timedelta(0) <= now.astimezone(zone).date() - began < timedelta(days=7)


@pytest.mark.parametrize(
    ("zone", "day", "clock", "expected"),
    [
        # 02:30 is skipped on 8 March 2026 in New York: it becomes 03:30 summer time.
        ("America/New_York", date(2026, 3, 8), time(2, 30), datetime(2026, 3, 8, 7, 30, tzinfo=UTC)),
        # 01:30 comes twice on 1 November 2026: the first counts.
        ("America/New_York", date(2026, 11, 1), time(1, 30), datetime(2026, 11, 1, 5, 30, tzinfo=UTC)),
        # Lord Howe moves by half an hour.
        ("Australia/Lord_Howe", date(2026, 4, 5), time(1, 45), datetime(2026, 4, 4, 14, 45, tzinfo=UTC)),
        ("Pacific/Kiritimati", date(2026, 1, 5), time(9), datetime(2026, 1, 4, 19, tzinfo=UTC)),
    ],
)
def test_skipped_hours_come_later_and_repeated_ones_first(zone: str, day: date, clock: time, expected: datetime) -> None:
    assert at_local(day, clock, ZoneInfo(zone)) == expected


@pytest.mark.parametrize(
    ("name", "start", "end"),
    [
        (PeriodName.MONTH, "2026-12-01", "2027-01-01"),
        (PeriodName.QUARTER, "2026-10-01", "2027-01-01"),
        (PeriodName.YEAR, "2026-01-01", "2027-01-01"),
    ],
)
def test_calendar_periods_in_december(name: PeriodName, start: str, end: str) -> None:
    zone = ZoneInfo("America/Sao_Paulo")
    now = datetime(2026, 12, 31, 23, tzinfo=zone).astimezone(UTC)
    midnight = [datetime.combine(date.fromisoformat(day), time(0), zone).astimezone(UTC) for day in (start, end)]
    assert period(name, now, zone, Weekday.MONDAY) == Period(*midnight)


def test_a_week_that_holds_a_change_of_the_clock_is_an_hour_longer_or_shorter() -> None:
    zone = ZoneInfo("America/New_York")
    for day, hours in ((date(2026, 11, 2), 169), (date(2026, 3, 9), 167), (date(2026, 6, 1), 168)):
        end = at_local(day, time(9), zone)
        assert week_before(end, zone) == Period(end - timedelta(hours=hours), end)
        assert days_before(end, 7, zone).astimezone(zone).time() == time(9)


def test_the_next_time_of_day_is_later_also_at_that_time_and_over_a_change_of_the_clock() -> None:
    zone = ZoneInfo("America/New_York")
    due = at_local(date(2026, 10, 31), time(9), zone)
    assert next_daily(due - timedelta(microseconds=1), time(9), zone) == due
    assert next_daily(due, time(9), zone) == due + timedelta(hours=25)


def test_the_end_is_not_part_of_a_period() -> None:
    start = datetime(2026, 1, 1, tzinfo=UTC)
    span = Period(start, start + timedelta(days=1))
    assert start in span
    assert span.end not in span
