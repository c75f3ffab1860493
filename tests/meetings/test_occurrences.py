"""The days and times of a series."""

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Weekday
from bot.meetings.model import Every, Meeting, MeetingState, Series
from bot.meetings.occurrences import common_day, days, exists, meets_on, starts

NEW_YORK, SYDNEY, SAO_PAULO = ZoneInfo("America/New_York"), ZoneInfo("Australia/Sydney"), ZoneInfo("America/Sao_Paulo")


def series(
    every: Every = Every.WEEK, weekday: Weekday = Weekday.TUESDAY, clock: time = time(7), first_day: date = date(2026, 11, 18)
) -> Series:
    return Series(1, 100, weekday, clock, every, first_day, 90, "", None, False)


def meeting(day: date, moved_to: datetime | None = None) -> Meeting:
    return Meeting(1, 100, 8, 1, day, datetime(2026, 1, 1, tzinfo=UTC), 90, "", None, MeetingState.PLANNED, moved_to=moved_to)


def first(of: Series, since: date, number: int) -> list[str]:
    return [day.isoformat() for day in islice(days(of, since), number)]


def test_every_week_from_its_first_day() -> None:
    assert first(series(), date(2026, 1, 1), 3) == ["2026-11-24", "2026-12-01", "2026-12-08"]
    assert first(series(first_day=date(2026, 11, 24)), date(2026, 11, 24), 1) == ["2026-11-24"], "the first day itself"
    assert first(series(), date(2026, 12, 2), 1) == ["2026-12-08"]


def test_every_second_week_counts_from_its_first_meeting() -> None:
    of = series(Every.TWO_WEEKS)
    assert first(of, date(2026, 1, 1), 3) == ["2026-11-24", "2026-12-08", "2026-12-22"]
    assert first(of, date(2026, 11, 25), 2) == ["2026-12-08", "2026-12-22"]
    assert first(of, date(2026, 12, 9), 1) == ["2026-12-22"]


@pytest.mark.parametrize(
    ("every", "expected"),
    [
        (Every.FIRST, ["2026-12-01", "2027-01-05", "2027-02-02"]),
        (Every.SECOND, ["2026-12-08", "2027-01-12", "2027-02-09"]),
        (Every.THIRD, ["2026-12-15", "2027-01-19", "2027-02-16"]),
        (Every.FOURTH, ["2026-11-24", "2026-12-22", "2027-01-26"]),
        (Every.LAST, ["2026-11-24", "2026-12-29", "2027-01-26"]),
    ],
)
def test_the_first_to_the_last_of_each_month(every: Every, expected: list[str]) -> None:
    assert first(series(every), date(2026, 11, 18), 3) == expected


def test_the_last_is_the_fifth_where_there_is_one() -> None:
    of = series(Every.LAST, Weekday.SUNDAY, first_day=date(2027, 1, 1))
    assert first(of, date(2027, 1, 1), 3) == ["2027-01-31", "2027-02-28", "2027-03-28"]


@given(st.sampled_from(list(Every)), st.sampled_from(list(Weekday)), st.dates(date(2026, 1, 1), date(2030, 12, 31)))
def test_days_are_the_same_from_wherever_one_looks(every: Every, weekday: Weekday, since: date) -> None:
    of = series(every, weekday, first_day=date(2026, 3, 1))
    found = list(islice(days(of, since), 8))
    assert all(day.weekday() == weekday and day >= max(since, of.first_day) and meets_on(of, day) for day in found)
    assert all(one < other for one, other in pairwise(found))
    assert list(islice(days(of, found[0] + timedelta(days=1)), 7)) == found[1:]
    if every not in {Every.WEEK, Every.TWO_WEEKS}:
        months = [(day.year, day.month) for day in found]
        assert len(set(months)) == len(months), "once a month"


@pytest.mark.parametrize(
    ("zone", "sunday", "before", "after"),
    [
        (NEW_YORK, date(2027, 3, 14), "2027-03-09T12:00+00:00", "2027-03-16T11:00+00:00"),
        (NEW_YORK, date(2026, 11, 1), "2026-10-27T11:00+00:00", "2026-11-03T12:00+00:00"),
        (SYDNEY, date(2027, 4, 4), "2027-03-29T20:00+00:00", "2027-04-05T21:00+00:00"),
        (SYDNEY, date(2026, 10, 4), "2026-09-28T21:00+00:00", "2026-10-05T20:00+00:00"),
    ],
)
def test_it_is_at_the_same_hour_of_the_wall_after_the_clocks_change(
    zone: ZoneInfo, sunday: date, before: str, after: str
) -> None:
    of = series(first_day=sunday - timedelta(days=7))
    found = [starts(meeting(day), of.clock, zone) for day in islice(days(of, of.first_day), 2)]
    assert [each.isoformat(timespec="minutes") for each in found] == [before, after]
    assert {each.astimezone(zone).time() for each in found} == {time(7)}


@pytest.mark.parametrize(
    ("zone", "day", "clock", "local"),
    [
        (NEW_YORK, date(2027, 3, 14), time(2, 30), "03:30"),
        (SYDNEY, date(2026, 10, 4), time(2, 30), "03:30"),
    ],
)
def test_an_hour_that_is_skipped_is_the_one_to_which_clocks_are_set(zone: ZoneInfo, day: date, clock: time, local: str) -> None:
    of = series(weekday=Weekday.SUNDAY, clock=clock)
    assert starts(meeting(day), of.clock, zone).astimezone(zone).time().isoformat("minutes") == local
    assert not exists(day, clock, zone)
    assert exists(day + timedelta(days=7), clock, zone)


@pytest.mark.parametrize(
    ("zone", "day", "at"),
    [
        (NEW_YORK, date(2026, 11, 1), "2026-11-01T05:30+00:00"),
        (SYDNEY, date(2027, 4, 4), "2027-04-03T15:30+00:00"),
    ],
)
def test_of_an_hour_that_comes_twice_it_is_the_first(zone: ZoneInfo, day: date, at: str) -> None:
    clock = time(1, 30) if zone is NEW_YORK else time(2, 30)
    of = series(weekday=Weekday.SUNDAY, clock=clock)
    assert starts(meeting(day), of.clock, zone).isoformat(timespec="minutes") == at
    assert exists(day, clock, zone)


def test_a_moved_one_is_where_it_was_moved_to() -> None:
    moved = meeting(date(2026, 12, 1), datetime(2026, 12, 3, 8, 15))
    assert starts(moved, series().clock, SAO_PAULO).isoformat(timespec="minutes") == "2026-12-03T11:15+00:00"


def test_two_series_share_a_day_or_none() -> None:
    since = date(2026, 11, 18)
    assert common_day(series(), series(Every.LAST), since) == date(2026, 11, 24)
    assert common_day(series(Every.FIRST), series(Every.THIRD), since) is None
    assert common_day(series(), series(weekday=Weekday.THURSDAY), since) is None
    other = series(Every.TWO_WEEKS, first_day=date(2026, 12, 1))
    assert common_day(series(Every.TWO_WEEKS), other, since) is None, "in turns"
    assert common_day(series(Every.FOURTH), series(Every.LAST), since) == date(2026, 11, 24)
    five = series(Every.LAST, first_day=date(2027, 3, 30))
    assert common_day(series(Every.FOURTH, first_day=date(2027, 3, 30)), five, since) == date(2027, 4, 27)
