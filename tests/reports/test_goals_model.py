"""What bars of goals tell: the group's way, and of nobody that they are missing."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.calendar import Weekday
from bot.groups.model import Group
from bot.reports.goals.model import SCHEMES, WHOLE, Goal, Measure, Scheme, bar, closed_weeks
from bot.weekly.business.model import month_that_ends_with
from tests.fuzz import examples

EVERYBODY = Goal(Measure.RECEIVERS, "Everybody")
ZONES = ["America/Sao_Paulo", "America/New_York", "Pacific/Kiritimati", "Australia/Lord_Howe", "UTC"]


def test_a_scheme_has_two_to_four_goals() -> None:
    assert {
        scheme: len(goals) for scheme, goals in SCHEMES.items() if scheme is not Scheme.NONE and not 2 <= len(goals) <= 4
    } == {}
    assert SCHEMES[Scheme.NONE] == ()


@pytest.mark.parametrize(("n", "tenths"), [(0, 0), (1, 0), (2, 0), (3, 1), (12, 5), (21, 8), (22, 8), (23, 8), (24, 10)])
def test_one_or_two_who_are_missing_are_told_as_three(n: int, tenths: int) -> None:
    assert bar(EVERYBODY, n, 24).tenths == tenths


@pytest.mark.parametrize("members", range(6))
def test_of_a_small_group_nothing_is_told_that_everybody_is_part_of(members: int) -> None:
    assert {bar(EVERYBODY, n, members).tenths for n in range(members + 1)} == {None}


@examples(300)
@given(st.integers(6, 300))
def test_no_bar_tells_that_fewer_than_three_are_missing(members: int) -> None:
    """For each bar but the whole one, three who are missing may stand behind it, and three who are not: or nobody is."""
    behind: dict[int | None, set[int]] = {}
    for n in range(members + 1):
        behind.setdefault(bar(EVERYBODY, n, members).tenths, set()).add(n)
    for tenths, counts in behind.items():
        if tenths == WHOLE:
            assert counts == {members}, "it praises all"
            continue
        assert max(members - n for n in counts) >= 3
        assert not counts & {members - 1, members - 2} or members - 3 in counts
        assert not counts & {1, 2} or 0 in counts
    assert None not in behind


@examples(300)
@given(st.integers(6, 60), st.data())
def test_whoever_subtracts_two_bars_does_not_find_who_was_missing(members: int, data: st.DataObject) -> None:
    """The members of a month only become more. Whatever two weeks' bars tell, the earlier one leaves it open whether three were missing."""
    earlier = data.draw(st.integers(0, members))
    later = data.draw(st.integers(earlier, members))
    told = bar(EVERYBODY, earlier, members).tenths, bar(EVERYBODY, later, members).tenths
    possible = [
        (one, other)
        for one in range(members + 1)
        for other in range(one, members + 1)
        if (bar(EVERYBODY, one, members).tenths, bar(EVERYBODY, other, members).tenths) == told
    ]
    assert (earlier, later) in possible
    if told[0] != WHOLE:
        assert max(members - one for one, _ in possible) >= 3
    if told[1] != WHOLE:
        assert max(members - other for _, other in possible) >= 3


@examples(200)
@given(st.sampled_from([goal for goals in SCHEMES.values() for goal in goals]), st.integers(0, 500), st.integers(0, 100))
def test_bars_grow_with_what_is_done(goal: Goal, n: int, members: int) -> None:
    one, more = bar(goal, n, members).tenths, bar(goal, n + 1, members).tenths
    assert (one is None) == (more is None)
    if one is not None and more is not None and (not goal.measure.is_of_everybody or n < members):
        assert 0 <= one <= more <= WHOLE
    assert bar(goal, goal.target(members), members).tenths in {WHOLE, None}


@examples(300)
@given(
    st.datetimes(datetime(2026, 1, 1), datetime(2030, 1, 1)),
    st.sampled_from(ZONES),
    st.sampled_from(Weekday),
)
def test_months_are_of_whole_closed_weeks_that_share_no_day(naive: datetime, zone: str, first_day: Weekday) -> None:
    now = naive.replace(tzinfo=UTC)
    group = Group(1, time_zone=zone, week_starts=first_day)
    found = closed_weeks(now, group)
    assert all(one.end == other.start for one, other in zip(found.closed, found.closed[1:], strict=False))
    assert found.closed[-1].end <= now < found.closed[-1].end + timedelta(days=8)
    last_days = {(week.end.astimezone(ZoneInfo(zone)).date() - timedelta(days=1)).strftime("%Y-%m") for week in found.closed}
    assert len(last_days) == 1
    assert 1 <= len(found.closed) <= found.of <= 5
    assert found.of >= 4
    before = closed_weeks(found.closed[0].start + timedelta(hours=1), group)
    assert before.closed[-1].end == found.closed[0].start
    assert len(before.closed) == before.of
    month = month_that_ends_with(found.closed[-1], group.zone)
    assert (month == found.period) if len(found.closed) == found.of else month is None, (
        "the months of the totals of closed business"
    )
