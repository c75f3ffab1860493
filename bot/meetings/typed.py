"""What moderators type of a series and of another time, as it arrives, and its validation."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import Weekday, at_local
from bot.core.dates import clock_in, day_in, local_in, read_clock
from bot.core.errors import N_, Refused
from bot.core.text import read
from bot.meetings import model as meetings_model
from bot.meetings.model import LONGEST, SHORTEST, Every
from bot.meetings.occurrences import A_YEAR, exists
from bot.meetings.store import NewSeries

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.core.audit_log.model import Facts
    from bot.groups.model import Group
    from bot.meetings.model import Meeting, Series

USUAL_MINUTES = 90
"""Minutes that a meeting takes where nothing else is said."""


class Plan(Struct, frozen=True):
    """The input of /meeting schedule. `start` is the first day; empty for today."""

    weekday: Weekday
    clock: str
    every: Every = Every.WEEK
    minutes: str = str(USUAL_MINUTES)
    place: str = ""
    channel_id: int | None = None
    has_events: bool = False
    start: str = ""


def read_plan(plan: Plan, group: Group, now: datetime, language: str) -> NewSeries:
    """The validated input. Raises Refused, saying what would work."""
    return NewSeries(
        plan.weekday,
        read_clock(plan.clock),
        plan.every,
        _read_start(plan.start, now.astimezone(group.zone).date(), group.zone, language),
        _read_minutes(plan.minutes),
        read(meetings_model.PLACE, plan.place),
        plan.channel_id,
        plan.has_events,
    )


def read_local(text: str, day: date, group: Group, now: datetime, language: str) -> datetime:
    """A time of `day`, or another day with a time, by the group's wall clock, without a zone. Raises Refused.

    A time that a change of the clock skips is refused with the one to which clocks are then set.
    """
    clock = clock_in(text)
    local = local_in(text, group.zone, language) if clock is None else datetime.combine(day, clock)
    if local is None:
        raise Refused(
            N_("“{text}” is not a time I can read. Write one like {clock}, or another day with it, like {example}."),
            text=text.strip()[:40],
            clock="07:30",
            example=f"{(day + timedelta(days=1)).isoformat()} 07:30",
        )
    at = at_local(local.date(), local.time(), group.zone)
    if not exists(local.date(), local.time(), group.zone):
        raise Refused(
            N_("On {day} clocks in {zone} are set forward, and there is no {clock}. Choose another time, such as {example}."),
            day=local.date().isoformat(),
            zone=group.time_zone,
            clock=_written(local.time()),
            example=_written(at.astimezone(group.zone).time()),
        )
    if not now < at <= now + A_YEAR:
        raise Refused(
            N_("“{text}” is not within the coming year. Choose a time after now, such as {example}."),
            text=text.strip()[:40],
            example=f"{(now.astimezone(group.zone).date() + timedelta(days=14)).isoformat()} 07:30",
        )
    return local


def facts(series: Series) -> Facts:
    """What the audit log keeps of a series."""
    return {"day": int(series.weekday), "time": _written(series.clock), "every": series.every.value, "minutes": series.minutes}


def begins(meeting: Meeting) -> Facts:
    """What the audit log keeps of when a meeting begins."""
    return {"starts_at": meeting.starts_at.isoformat(timespec="minutes")}


def _read_start(text: str, today: date, zone: ZoneInfo, language: str) -> date:
    if not text.strip():
        return today
    day = day_in(text, zone, language)
    if day is None or not today <= day <= today + A_YEAR:
        raise Refused(
            N_("“{text}” is not a day within the coming year. Write the first day like {example}: year, month, day."),
            text=text.strip()[:40],
            example=(today + timedelta(days=14)).isoformat(),
        )
    return day


def _read_minutes(text: str) -> int:
    written = text.strip() or str(USUAL_MINUTES)
    minutes = int(written) if written.isascii() and written.isdigit() and len(written) <= len("999") else 0
    if not SHORTEST <= minutes <= LONGEST:
        raise Refused(
            N_("“{text}” is not how long a meeting takes: from {least} to {most} minutes. Write a number, such as 90."),
            text=written[:40],
            least=SHORTEST,
            most=LONGEST,
        )
    return minutes


def _written(clock: time) -> str:
    return clock.isoformat("minutes")
