"""A time zone as a component of a calendar file, with the changes of its clock written out."""

from __future__ import annotations

from collections import defaultdict
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator
    from zoneinfo import ZoneInfo

STEP = timedelta(days=1)
"""Two changes of a clock are further apart than this."""
EXACT = timedelta(seconds=1)


def timezone_component(zone: ZoneInfo, start: datetime, end: datetime) -> Any:
    """VTIMEZONE with each change of the clock from `start` to `end`, both aware (RFC 5545, section 3.6.5).

    Not by icalendar's `Timezone.from_tzinfo`: it writes the onset of a change by the clock as it is afterwards, which is an hour late for
    the hour after it.
    """
    from icalendar import Timezone, TimezoneDaylight, TimezoneStandard

    component: Any = Timezone()
    component.add("TZID", zone.key)
    onsets: dict[tuple[timedelta, timedelta, str, bool], list[datetime]] = defaultdict(list)
    begin = start.astimezone(UTC).replace(microsecond=0)
    onsets[_rules(zone, begin)[0], *_rules(zone, begin)].append(begin)
    for moment in transitions(zone, begin, end):
        onsets[_rules(zone, moment - EXACT)[0], *_rules(zone, moment)].append(moment)
    for (before, after, name, is_daylight), moments in onsets.items():
        rules: Any = TimezoneDaylight() if is_daylight else TimezoneStandard()
        first, *others = [(moment + before).replace(tzinfo=None) for moment in moments]  # by the clock as it was until then
        rules.add("DTSTART", first)
        if others:
            rules.add("RDATE", others)
        rules.add("TZOFFSETFROM", before)
        rules.add("TZOFFSETTO", after)
        rules.add("TZNAME", name)
        component.add_component(rules)
    return component


def transitions(zone: ZoneInfo, start: datetime, end: datetime) -> Iterator[datetime]:
    """The instants, in UTC and to the second, after `start` and up to `end` at which the clock of `zone` changes."""
    at, rules = start, _rules(zone, start)
    while at < end:
        later = min(at + STEP, end)
        after = _rules(zone, later)
        if after != rules:
            low, high = at, later
            while high - low > EXACT:
                middle = low + (high - low) // EXACT // 2 * EXACT
                low, high = (middle, high) if _rules(zone, middle) == rules else (low, middle)
            yield high
        at, rules = later, after


def _rules(zone: ZoneInfo, moment: datetime) -> tuple[timedelta, str, bool]:
    """The offset from UTC, its name, and whether it is daylight saving time."""
    local = moment.astimezone(zone)
    offset = local.utcoffset()
    assert offset is not None, "a zone has an offset at any time"
    return offset, local.tzname() or zone.key, bool(local.dst())
