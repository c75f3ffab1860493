"""Calendar files by RFC 5545: a date, or a series with its exceptions, as bytes that calendars import."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from typing import TYPE_CHECKING, Any
from uuid import UUID, uuid5

from msgspec import Struct
from msgspec.structs import replace

from bot.core.calendar import at_local
from bot.meetings.calendar_zones import timezone_component
from bot.meetings.model import Every

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Weekday

PRODUCT = "-//Goodword//Goodword//EN"
YEARS = 10
"""For how many years the changes of the clock are written out: a series has no end, and calendars know most zones by name."""
_NAMESPACE = UUID("6f0c86a5-7f0e-4f0f-9a3c-1d6a7c2f5b4e")
_DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_MONTHLY = {Every.FIRST: 1, Every.SECOND: 2, Every.THIRD: 3, Every.FOURTH: 4, Every.LAST: -1}
"""Which of that weekday in a month; -1 is the last (RFC 5545, section 3.3.10)."""


class Occasion(Struct, frozen=True):
    """An entry of a calendar. `uid` stays the same as long as the entry does, `version` goes up with each change of it."""

    uid: str
    start: datetime
    minutes: int
    title: str
    place: str = ""
    note: str = ""
    version: int = 0


class Series(Struct, frozen=True):
    """A series from the occurrence of `first_day` on; days are those that its rule gives, each at `clock`.

    `occasion` is what its entries have in common: `start` of it is not read. `skipped` are the days without an entry, `changed` those whose entry
    differs in time, length or place.
    """

    occasion: Occasion
    every: Every
    weekday: Weekday
    first_day: date
    clock: time
    skipped: Sequence[date] = ()
    changed: Mapping[date, Occasion] | None = None


def uid(kind: str, group_id: int, record_id: int) -> str:
    """The id of a record's entry: the same at each call, and another in every other group (RFC 7986, section 5.3)."""
    return str(uuid5(_NAMESPACE, f"{kind}:{group_id}:{record_id}"))


def file_of(occasion: Occasion, zone: ZoneInfo, now: datetime) -> bytes:
    """A calendar file with this one entry, in the wall-clock time of `zone`."""
    calendar = _calendar(zone, occasion.start)
    calendar.add_component(_event(occasion, _local(occasion.start, zone), now))
    return calendar.to_ical()


def file_of_series(several: Sequence[Series], zone: ZoneInfo, now: datetime) -> bytes:
    """A calendar file with one or more series, without what is skipped, and with each changed occurrence in the place of its own."""
    calendar = _calendar(zone, min(at_local(each.first_day, each.clock, zone) for each in several))
    for series in several:
        for event in _events(series, zone, now):
            calendar.add_component(event)
    return calendar.to_ical()


def _events(series: Series, zone: ZoneInfo, now: datetime) -> list[Any]:
    """The series' own entry, and one for each changed occurrence."""

    def of(day: date) -> datetime:
        return datetime.combine(day, series.clock, tzinfo=zone)

    whole = _event(series.occasion, of(series.first_day), now)
    whole.add("RRULE", _rule(series))
    if series.skipped:
        whole.add("EXDATE", [of(day) for day in sorted(series.skipped)])
    events = [whole]
    for day, occasion in sorted((series.changed or {}).items()):
        # Section 3.8.4.4: an occurrence has the series' id, and the time that the rule gives.
        changed = _event(replace(occasion, uid=series.occasion.uid), _local(occasion.start, zone), now)
        changed.add("RECURRENCE-ID", of(day))
        events.append(changed)
    return events


def _calendar(zone: ZoneInfo, first: datetime) -> Any:
    # Loaded when the first file is asked for: with what it brings along it takes 8 MB.
    from icalendar import Calendar

    calendar: Any = Calendar()
    calendar.add("PRODID", PRODUCT)
    calendar.add("VERSION", "2.0")
    calendar.add("CALSCALE", "GREGORIAN")
    calendar.add_component(timezone_component(zone, first - timedelta(days=366), first + timedelta(days=366 * YEARS)))
    return calendar


def _event(occasion: Occasion, start: datetime, now: datetime) -> Any:
    from icalendar import Event

    event: Any = Event()
    event.add("UID", occasion.uid)
    event.add("DTSTAMP", now.astimezone(UTC))
    event.add("SEQUENCE", occasion.version)
    event.add("DTSTART", start)
    # A length and no end, whose local time a change of the clock may repeat.
    event.add("DURATION", timedelta(minutes=occasion.minutes))
    event.add("SUMMARY", occasion.title)
    for name, text in (("LOCATION", occasion.place), ("DESCRIPTION", occasion.note)):
        if text:
            event.add(name, text)
    return event


def _rule(series: Series) -> dict[str, object]:
    day = _DAYS[series.weekday]
    if series.every in _MONTHLY:
        return {"FREQ": "MONTHLY", "BYDAY": f"{_MONTHLY[series.every]}{day}"}
    interval = {"INTERVAL": 2} if series.every is Every.TWO_WEEKS else {}
    return {"FREQ": "WEEKLY", **interval, "BYDAY": day}


def _local(moment: datetime, zone: ZoneInfo) -> datetime:
    """The moment by a wall clock in `zone`; in UTC for the second of two that the clock shows alike, as a local time means the first."""
    local = moment.astimezone(zone)
    return moment.astimezone(UTC) if local.fold else local
