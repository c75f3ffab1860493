"""One digest a week at the group's own hour, whatever daylight saving does."""

from collections import Counter
from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from bot.core.calendar import Weekday, at_local, week_before, week_start
from bot.core.spreading import QUARTER_HOUR
from bot.groups.model import Group
from bot.weekly.digest.slots import LONGEST_TOLD, latest_slot, slot_of, slots_after, this_week, told_of

NEW_YORK, LONDON, SYDNEY, LORD_HOWE, CASABLANCA, KIRITIMATI = ZONES = (
    "America/New_York",
    "Europe/London",
    "Australia/Sydney",
    "Australia/Lord_Howe",
    "Africa/Casablanca",
    "Pacific/Kiritimati",
)
SUNDAY, TUESDAY = Weekday.SUNDAY, Weekday.TUESDAY

groups = st.builds(
    lambda zone, day, clock: Group(100, time_zone=zone, digest_day=day, digest_time=clock.replace(second=0, microsecond=0)),
    st.sampled_from([*ZONES, "America/Nuuk", "Asia/Kathmandu", "Pacific/Apia", "UTC"]),
    st.sampled_from(Weekday),
    st.times(),
)
instants = st.datetimes(datetime(2008, 1, 1), datetime(2036, 1, 1), timezones=st.just(UTC))  # Apia skipped a day in 2011


@given(instants, groups)
def test_there_is_one_slot_in_each_week_at_the_groups_hour_and_none_between(now: datetime, group: Group) -> None:
    before = latest_slot(now, group)
    first, second, third = islice(slots_after(now, group), 3)
    assert before.due_at <= now < first.due_at < second.due_at < third.due_at
    assert len({before.week, first.week, second.week, third.week}) == 4
    for earlier, later in ((before, first), (first, second), (second, third)):
        assert timedelta(days=5) < later.due_at - earlier.due_at < timedelta(days=9)
        assert next(slots_after(earlier.due_at, group)) == later
        assert latest_slot(later.due_at - timedelta(microseconds=1), group) == earlier
        assert slot_of(earlier.week, group) == earlier
    local = first.due_at.astimezone(group.zone)
    if at_local(local.date(), group.digest_time, group.zone).astimezone(group.zone).time() == group.digest_time:
        assert (local.weekday(), local.time()) == (group.digest_day, group.digest_time), "unless that hour is skipped"
    assert this_week(first.due_at, group).week in {before.week, first.week}


@pytest.mark.parametrize(
    ("zone", "clock", "day", "expected"),
    [
        # Skipped: it comes as much later as the clock was moved.
        (NEW_YORK, time(2, 30), date(2026, 3, 8), datetime(2026, 3, 8, 7, 30)),  # 03:30 summer time
        (LONDON, time(1, 30), date(2026, 3, 29), datetime(2026, 3, 29, 1, 30)),  # 02:30
        (SYDNEY, time(2, 30), date(2026, 10, 4), datetime(2026, 10, 3, 16, 30)),  # 03:30
        (LORD_HOWE, time(2, 15), date(2026, 10, 4), datetime(2026, 10, 3, 15, 45)),  # 02:45: half an hour
        (CASABLANCA, time(2, 30), date(2026, 3, 22), datetime(2026, 3, 22, 2, 30)),  # 03:30, the end of Ramadan
        # Repeated: the first counts.
        (NEW_YORK, time(1, 30), date(2026, 11, 1), datetime(2026, 11, 1, 5, 30)),
        (LONDON, time(1, 30), date(2026, 10, 25), datetime(2026, 10, 25, 0, 30)),
        (SYDNEY, time(2, 30), date(2026, 4, 5), datetime(2026, 4, 4, 15, 30)),
        (LORD_HOWE, time(1, 45), date(2026, 4, 5), datetime(2026, 4, 4, 14, 45)),
        (CASABLANCA, time(2, 30), date(2026, 2, 15), datetime(2026, 2, 15, 1, 30)),
        # Neither.
        (KIRITIMATI, time(1, 30), date(2026, 3, 29), datetime(2026, 3, 28, 11, 30)),
    ],
)
def test_a_sunday_on_which_the_clock_is_moved(zone: str, clock: time, day: date, expected: datetime) -> None:
    group = Group(100, time_zone=zone, digest_day=SUNDAY, digest_time=clock)
    due_at = expected.replace(tzinfo=UTC)
    before, slot, after = islice(slots_after(due_at - timedelta(days=10), group), 3)
    assert slot.due_at == due_at
    assert slot.week == "{}-W{:02}".format(*day.isocalendar())
    for other in (before, after):
        assert other.due_at.astimezone(group.zone).time() == clock, "the weeks before and after have the hour as it is"


@pytest.mark.parametrize("zone", ZONES)
def test_on_a_tuesday_at_half_past_eight_it_is_half_past_eight_all_year(zone: str) -> None:
    group = Group(100, time_zone=zone, digest_day=TUESDAY, digest_time=time(8, 30))
    year = list(islice(slots_after(datetime(2026, 1, 1, tzinfo=UTC), group), 52))
    assert {slot.due_at.astimezone(group.zone).strftime("%A %H:%M") for slot in year} == {"Tuesday 08:30"}
    moved = {later.due_at - earlier.due_at - timedelta(days=7) for earlier, later in pairwise(year)}
    half_hours = {NEW_YORK: 2, LONDON: 2, SYDNEY: 2, LORD_HOWE: 1, CASABLANCA: 2, KIRITIMATI: 0}[zone]
    assert moved == {number * timedelta(minutes=30) for number in (-half_hours, 0, half_hours)}


@given(instants, groups, st.integers(0, 30 * 24))
def test_what_is_told_goes_on_from_where_the_last_one_ended(due_at: datetime, group: Group, hours: int) -> None:
    until = due_at - timedelta(hours=hours)
    span = told_of(due_at, until, group)
    assert span.end == due_at
    assert span.start == (until if 0 < hours <= LONGEST_TOLD.days * 24 else week_before(due_at, group.zone).start)
    assert told_of(due_at, None, group) == week_before(due_at, group.zone)


spread_groups = st.builds(
    lambda group_id, zone, day, clock, week_starts: Group(
        group_id,
        time_zone=zone,
        digest_day=day,
        digest_time=clock.replace(second=0, microsecond=0),
        week_starts=week_starts,
    ),
    st.integers(1, 2**63 - 1),
    st.sampled_from([*ZONES, "America/Nuuk", "Asia/Kathmandu", "Pacific/Apia", "America/Santiago", "UTC"]),
    st.sampled_from(Weekday),
    st.times() | st.times(max_value=time(0, 20)),
    st.sampled_from([Weekday.SUNDAY, Weekday.MONDAY]),
)


@given(instants, spread_groups)
def test_a_spread_digest_comes_within_the_quarter_hour_before_and_after_its_week_has_closed(now: datetime, group: Group) -> None:
    for slot in islice(slots_after(now, group, QUARTER_HOUR), 4):
        chosen = slot_of(slot.week, group).due_at
        assert chosen - QUARTER_HOUR < slot.due_at <= chosen
        first_day = week_start(chosen, group.zone, group.week_starts)
        assert week_start(slot.due_at, group.zone, group.week_starts) == first_day, "of the same week as the chosen time"
        assert slot_of(slot.week, group, QUARTER_HOUR) == slot
        assert latest_slot(slot.due_at, group, QUARTER_HOUR) == slot


@given(instants, spread_groups, st.lists(st.sampled_from([QUARTER_HOUR, timedelta()]), min_size=4, max_size=8))
def test_no_period_is_lost_or_told_twice_however_digests_are_spread(
    now: datetime, group: Group, spreads: list[timedelta]
) -> None:
    """The operator may switch it on and off from week to week."""
    told, done = now, set[str]()
    told_until: datetime | None = None
    for spread in spreads:
        slot = next(each for each in slots_after(told, group, spread) if each.week not in done)
        span = told_of(slot.due_at, told_until, group)
        assert span.end == slot.due_at
        if told_until is not None:
            assert span.start == told_until
            assert timedelta(days=5) < span.end - span.start < timedelta(days=9), "no week is left out"
        told, told_until = slot.due_at, span.end
        done.add(slot.week)
    assert len(done) == len(spreads)


def test_many_groups_are_spread_evenly_and_always_alike() -> None:
    group = Group(0, time_zone="Europe/London", digest_day=TUESDAY, digest_time=time(7, 30))
    due = [slot_of("2026-W47", replace(group, group_id=(1 << 60) + n), QUARTER_HOUR).due_at for n in range(3000)]
    minutes = Counter((each.hour, each.minute) for each in due)
    assert set(minutes) == {(7, minute) for minute in range(15, 30)}
    assert max(minutes.values()) < 2 * 3000 / 15
    assert slot_of("2026-W47", replace(group, group_id=1 << 60), QUARTER_HOUR).due_at == due[0]
