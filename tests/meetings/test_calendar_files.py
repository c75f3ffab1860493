"""Calendar files, read back by icalendar and by vobject, which shares no code with it."""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, time, timedelta
from io import StringIO
from zoneinfo import ZoneInfo

import icalendar
import pytest
import vobject
from dateutil import rrule, tz
from msgspec.structs import replace

from bot.core.calendar import Weekday, at_local
from bot.meetings.calendar_files import Occasion, Series, file_of, file_of_series, uid
from bot.meetings.calendar_zones import timezone_component, transitions
from bot.meetings.model import Every

NEW_YORK, SYDNEY, SAO_PAULO, LORD_HOWE = (
    ZoneInfo(name) for name in ("America/New_York", "Australia/Sydney", "America/Sao_Paulo", "Australia/Lord_Howe")
)
NOW = datetime(2026, 2, 1, 12, tzinfo=UTC)
SEVEN = time(7)
UID = uid("series", 1, 2)


def occasion(start: datetime, **changes: object) -> Occasion:
    known = {
        "uid": UID,
        "start": start,
        "minutes": 90,
        "title": "Group · meeting",
        "place": "Café Aroma; 5, Main St",
        "version": 3,
    }
    return Occasion(**(known | changes))  # type: ignore[arg-type]


def weekly(first: date, zone: ZoneInfo, *, clock: time = SEVEN, **more: object) -> Series:
    known = {"every": Every.WEEK, "weekday": Weekday(first.weekday())} | more
    return Series(occasion(at_local(first, clock, zone)), first_day=first, clock=clock, **known)  # type: ignore[arg-type]


def by_vobject(data: bytes) -> vobject.base.Component:
    return vobject.readOne(data.decode())


def occurrences(data: bytes, count: int) -> list[datetime]:
    """The first starts in UTC, exceptions applied as RFC 5545 says, by vobject and by the zone that stands in the file itself."""
    calendar = by_vobject(data)
    whole, *changed = calendar.vevent_list
    assert not hasattr(whole, "recurrence_id")
    zone = tz.tzical(StringIO(data.decode())).get(calendar.vtimezone.tzid.value)
    starts = rrule.rruleset()
    local = whole.dtstart.value.replace(tzinfo=None)
    starts.rrule(rrule.rrulestr(whole.rrule.value, dtstart=local))
    for each in getattr(whole, "exdate_list", []):
        for skipped in each.value:
            starts.exdate(skipped.replace(tzinfo=None))
    moved = {each.recurrence_id.value.replace(tzinfo=None): each.dtstart.value for each in changed}
    found = (moved.get(each, each.replace(tzinfo=zone)) for each in itertools.islice(iter(starts), count))
    return [each.astimezone(UTC) for each in found]


def by_icalendar(data: bytes) -> tuple[icalendar.Event, list[icalendar.Event]]:
    whole, *changed = icalendar.Calendar.from_ical(data).walk("VEVENT")
    return whole, changed


@pytest.mark.parametrize(
    ("zone", "first", "change"),
    [
        (NEW_YORK, date(2026, 3, 3), date(2026, 3, 8)),
        (NEW_YORK, date(2026, 10, 27), date(2026, 11, 1)),
        (SYDNEY, date(2026, 3, 31), date(2026, 4, 5)),
        (SYDNEY, date(2026, 9, 29), date(2026, 10, 4)),
    ],
)
def test_a_series_keeps_its_local_time_over_a_change_of_the_clock(zone: ZoneInfo, first: date, change: date) -> None:
    data = file_of_series([weekly(first, zone)], zone, NOW)

    days = [first + timedelta(days=7 * n) for n in range(60)]
    assert days[0] < change < days[1]
    expected = [at_local(day, SEVEN, zone) for day in days]
    assert expected[1] - expected[0] != timedelta(days=7)
    assert occurrences(data, 60) == expected
    whole, _ = by_icalendar(data)
    assert whole["DTSTART"].dt.astimezone(UTC) == expected[0]
    assert whole["DTSTART"].dt.utcoffset() == expected[0].astimezone(zone).utcoffset()


def test_skips_and_moves_are_exceptions_of_the_series() -> None:
    first = date(2026, 3, 3)
    days = [first + timedelta(days=7 * n) for n in range(4)]
    moved = datetime(2026, 3, 12, 22, 30, tzinfo=UTC)
    changed = {days[1]: occasion(moved, uid="another", minutes=60, place="Library")}
    data = file_of_series([weekly(first, NEW_YORK, skipped=(days[2],), changed=changed)], NEW_YORK, NOW)

    assert occurrences(data, 3) == [at_local(first, SEVEN, NEW_YORK), moved, at_local(days[3], SEVEN, NEW_YORK)]
    whole, [other] = by_icalendar(data)
    assert whole["UID"] == other["UID"] == UID
    assert [each.dt for each in whole["EXDATE"].dts] == [datetime.combine(days[2], SEVEN, NEW_YORK)]
    assert other["RECURRENCE-ID"].dt == datetime.combine(days[1], SEVEN, NEW_YORK)
    assert (other["DTSTART"].dt.astimezone(UTC), other["DURATION"].dt, other["LOCATION"]) == (
        moved,
        timedelta(hours=1),
        "Library",
    )


def test_several_series_are_one_file() -> None:
    tuesdays, fridays = weekly(date(2026, 3, 3), NEW_YORK), weekly(date(2026, 3, 6), NEW_YORK)
    data = file_of_series([tuesdays, replace(fridays, occasion=replace(fridays.occasion, uid="another"))], NEW_YORK, NOW)
    events = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert [(each["UID"], each["RRULE"]["BYDAY"]) for each in events] == [(UID, ["TU"]), ("another", ["FR"])]


def test_a_group_in_utc_needs_no_other_clock() -> None:
    utc = ZoneInfo("UTC")
    assert occurrences(file_of_series([weekly(date(2026, 3, 3), utc)], utc, NOW), 2) == [
        datetime(2026, 3, 3, 7, tzinfo=UTC),
        datetime(2026, 3, 10, 7, tzinfo=UTC),
    ]


def test_the_first_occurrence_may_be_skipped_or_moved() -> None:
    first = date(2026, 3, 3)
    skipped = file_of_series([weekly(first, NEW_YORK, skipped=(first,))], NEW_YORK, NOW)
    assert occurrences(skipped, 1) == [at_local(date(2026, 3, 10), SEVEN, NEW_YORK)]
    earlier = datetime(2026, 3, 2, 12, tzinfo=UTC)
    moved = file_of_series([weekly(first, NEW_YORK, changed={first: occasion(earlier)})], NEW_YORK, NOW)
    assert occurrences(moved, 2) == [earlier, at_local(date(2026, 3, 10), SEVEN, NEW_YORK)]


@pytest.mark.parametrize(
    ("every", "days"),
    [
        (Every.TWO_WEEKS, ["2026-03-31", "2026-04-14", "2026-04-28", "2026-05-12"]),
        (Every.FIRST, ["2026-04-07", "2026-05-05", "2026-06-02", "2026-07-07"]),
        (Every.SECOND, ["2026-04-14", "2026-05-12", "2026-06-09", "2026-07-14"]),
        (Every.THIRD, ["2026-04-21", "2026-05-19", "2026-06-16", "2026-07-21"]),
        (Every.FOURTH, ["2026-04-28", "2026-05-26", "2026-06-23", "2026-07-28"]),
        (Every.LAST, ["2026-03-31", "2026-04-28", "2026-05-26", "2026-06-30"]),
    ],
)
def test_each_rhythm_of_a_group_is_a_rule(every: Every, days: list[str]) -> None:
    written = [date.fromisoformat(each) for each in days]
    data = file_of_series([weekly(written[0], SYDNEY, every=every)], SYDNEY, NOW)
    assert occurrences(data, 4) == [at_local(day, SEVEN, SYDNEY) for day in written]


def test_one_entry_has_its_instant_its_length_and_a_version() -> None:
    start = at_local(date(2026, 4, 7), SEVEN, SYDNEY)
    data = file_of(occasion(start, note="M-8"), SYDNEY, NOW)

    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    assert (event["UID"], event["SEQUENCE"], event["DTSTAMP"].dt) == (UID, 3, NOW)
    assert (event["DTSTART"].dt.astimezone(UTC), event["DTSTART"].params["TZID"]) == (start, "Australia/Sydney")
    assert (event["DURATION"].dt, event["DESCRIPTION"]) == (timedelta(minutes=90), "M-8")
    other = by_vobject(data).vevent
    assert other.dtstart.value.astimezone(UTC) == start
    assert (other.summary.value, other.location.value) == ("Group · meeting", "Café Aroma; 5, Main St")


def test_the_second_of_two_equal_local_times_is_written_in_utc() -> None:
    first, second = datetime(2026, 11, 1, 5, 30, tzinfo=UTC), datetime(2026, 11, 1, 6, 30, tzinfo=UTC)
    assert first.astimezone(NEW_YORK).time() == second.astimezone(NEW_YORK).time()
    for start in (first, second):
        data = file_of(occasion(start), NEW_YORK, NOW)
        assert icalendar.Calendar.from_ical(data).walk("VEVENT")[0]["DTSTART"].dt.astimezone(UTC) == start
        assert by_vobject(data).vevent.dtstart.value.astimezone(UTC) == start


@pytest.mark.parametrize(
    "text", ["a\nSUMMARY:b\r\nBEGIN:VEVENT", '; , \\ \\n " : ^', "🙋" * 100, "ß" * 200, "#**bold** <@1> <t:1:R>", " x "]
)
def test_what_people_type_stays_text(text: str) -> None:
    data = file_of(occasion(NOW, title=text, place=text, note=text), SAO_PAULO, NOW)
    assert max(len(line) for line in data.split(b"\r\n")) <= 75  # section 3.1, in octets
    [event] = icalendar.Calendar.from_ical(data).walk("VEVENT")
    said = text.replace("\r\n", "\n")
    assert (event["SUMMARY"], event["LOCATION"], event["DESCRIPTION"]) == (said, said, said)
    other = by_vobject(data)
    assert len(other.vevent_list) == 1
    assert other.vevent.location.value == said


def test_an_empty_text_is_no_property() -> None:
    data = file_of(occasion(NOW, place=""), SAO_PAULO, NOW)
    assert b"LOCATION" not in data
    assert b"DESCRIPTION" not in data


def test_ids_are_stable_and_each_record_has_its_own() -> None:
    assert uid("meeting", 1, 2) == uid("meeting", 1, 2)
    assert len({uid("meeting", 1, 2), uid("meeting", 2, 2), uid("meeting", 2, 1), uid("series", 1, 2)}) == 4


@pytest.mark.parametrize("zone", [NEW_YORK, SYDNEY, SAO_PAULO, LORD_HOWE, ZoneInfo("Africa/Casablanca"), ZoneInfo("UTC")])
def test_the_zone_in_the_file_is_the_zone(zone: ZoneInfo) -> None:
    """Each quarter of an hour around each change, by dateutil's reader of VTIMEZONE; of two equal local times the first."""
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    calendar = icalendar.Calendar()
    calendar.add_component(timezone_component(zone, start, end))
    written = tz.tzical(StringIO(calendar.to_ical().decode())).get(zone.key)
    changes = list(transitions(zone, start, end))
    assert len(changes) == (
        6 if zone.key in {"America/New_York", "Australia/Sydney", "Australia/Lord_Howe", "Africa/Casablanca"} else 0
    )
    for change, quarters in itertools.product([*changes, NOW], range(-16, 17)):
        moment = change + quarters * timedelta(minutes=15)
        local = moment.astimezone(zone)
        if not local.fold:
            assert local.replace(tzinfo=written).astimezone(UTC) == moment


@pytest.mark.parametrize("zone", [NEW_YORK, SYDNEY, LORD_HOWE, ZoneInfo("Africa/Casablanca")])
def test_each_change_begins_when_the_zone_says(zone: ZoneInfo) -> None:
    """By RFC 5545, section 3.6.5: the onset is DTSTART by the offset until then, TZOFFSETFROM."""
    start, end = datetime(2026, 1, 1, tzinfo=UTC), datetime(2029, 1, 1, tzinfo=UTC)
    component = timezone_component(zone, start, end)
    onsets = [
        (local - rules["TZOFFSETFROM"].td).replace(tzinfo=UTC)
        for rules in component.subcomponents
        for local in (rules["DTSTART"].dt, *(each.dt for each in (rules["RDATE"].dts if "RDATE" in rules else ())))
    ]
    changes = sorted(onsets)
    assert changes == [start, *transitions(zone, start, end)]
    for change in changes[1:]:
        before, after = ((change + step).astimezone(zone).utcoffset() for step in (timedelta(seconds=-1), timedelta()))
        assert before != after
