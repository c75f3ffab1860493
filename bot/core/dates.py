"""Reads days: numbers (ISO 8601 and in both orders), month names in English and Portuguese, and Discord's timestamps.

Timestamps are `<t:1700000000:D>` (https://docs.discord.com/developers/reference#message-formatting-formats).
"""

from __future__ import annotations

import re
from datetime import MAXYEAR, MINYEAR, UTC, date, datetime, time, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import at_local
from bot.core.errors import N_, Refused
from bot.core.text import plain

if TYPE_CHECKING:
    from collections.abc import Iterable
    from zoneinfo import ZoneInfo

LONGEST = timedelta(days=366)
"""How far ahead `read_day` accepts a day: a year, also one with a leap day."""
_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january jan janeiro",
            "february feb fevereiro fev",
            "march mar marco",
            "april apr abril abr",
            "may maio mai",
            "june jun junho",
            "july jul julho",
            "august aug agosto ago",
            "september sept sep setembro set",
            "october oct outubro out",
            "november nov novembro",
            "december dec dezembro dez",
        ),
        1,
    )
    for name in names.split()
}
_MONTH = f"(?P<month>{'|'.join(sorted(_MONTHS, key=len, reverse=True))})"
_YEAR = "(?P<year>\\d{4}|\\d{2})"
# “o” is what NFKC makes of the ordinal sign in “1º de março”.
_DAY = "(?P<day>\\d{1,2})(?:st|nd|rd|th|o)?"
_BETWEEN = "(?: de | of |[ ./,-]+)"
_WEEKDAY = "(?:[a-z]+(?:-feira)?,? +)?"
_TIME = re.compile(
    r"(?<=\d)[t, ]+(?:at |as |a )?(?P<hour>\d{1,2})(?:(?:[:h.](?P<minute>\d{2})?)? ?(?P<half>am|pm|a\.m\.|p\.m\.)?)$", re.ASCII
)
"""A time of day at the end of a text: 19:00, 19h, 19h30, 7pm, 7:30 pm."""
_CLOCK = re.compile(r"(?<=\d)[T, ]+\d{1,2}[:h]\d{2}.*$", re.ASCII)
_ONLY_CLOCK = re.compile(r"(?P<hour>\d{1,2})(?:[:h.](?P<minute>\d{2})|h)? ?(?P<half>am|pm|a\.m\.|p\.m\.)?", re.ASCII)
_ISO = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", re.ASCII)
_STAMP = re.compile(r"<t:(\d{1,12})(?::\w)?>", re.ASCII)
_NUMBERED = re.compile(r"(\d{1,2})([-/.])(\d{1,2})\2(\d{4}|\d{2})", re.ASCII)
_NAMED = [
    re.compile(f"{_WEEKDAY}{_DAY}{_BETWEEN}{_MONTH}{_BETWEEN}{_YEAR}", re.ASCII),
    re.compile(f"{_WEEKDAY}{_MONTH}[. ]+{_DAY}[, ]+{_YEAR}", re.ASCII),
]
_WHOLE_MONTH = [
    re.compile(f"{_MONTH}{_BETWEEN}{_YEAR}", re.ASCII),
    re.compile(r"(?P<number>\d{1,2})[-/.](?P<year>\d{4})", re.ASCII),
    re.compile(r"(?P<year>\d{4})[-/.](?P<number>\d{1,2})", re.ASCII),
]
_CENTURY = 2000
"""Added to a year of two digits."""


def read_day(text: str, today: date, zone: ZoneInfo, language: str) -> date:
    """A day within the year after `today`, by the calendar of `zone`. Raises Refused for anything else, and where day and month can be read in both orders."""
    day = _read(text.strip(), zone, language)
    if day is None:
        raise Refused(
            N_("“{text}” is not a day I can read. Write it like {example}: year, month, day."),
            text=text.strip()[:40],
            example=(today + timedelta(days=14)).isoformat(),
        )
    if not today < day <= today + LONGEST:
        raise Refused(
            N_("{day} is not within the coming year. Choose a day after today, such as {example}."),
            day=day.isoformat(),
            example=(today + timedelta(days=14)).isoformat(),
        )
    return day


def read_moment(text: str, now: datetime, zone: ZoneInfo, language: str) -> datetime:
    """A day with a time within the year after `now`, by a wall clock in `zone`, or one of Discord's timestamps; in UTC. Raises Refused."""
    written = text.strip()
    if _STAMP.fullmatch(written):
        at = _stamped(written)
    else:
        local = _timed(written, zone, language)
        at = None if local is None else at_local(local.date(), local.time(), zone)
    example = f"{(now.astimezone(zone).date() + timedelta(days=14)).isoformat()} 19:00"
    if at is None:
        raise Refused(
            N_("“{text}” is not a day and a time that I can read. Write both like {example}."), text=written[:40], example=example
        )
    if not now < at <= now + LONGEST:
        raise Refused(
            N_("“{text}” is not within the coming year. Choose a time after now, such as {example}."),
            text=written[:40],
            example=example,
        )
    return at


def read_clock(text: str) -> time:
    """A time of day, such as “09:00”, “9.00”, “9h” or “9 am”. Raises Refused for anything else."""
    clock = clock_in(text)
    if clock is None:
        raise Refused(N_("“{text}” is not a time. Write hours and minutes, such as 09:00 or 18:30."), text=text.strip()[:40])
    return clock


def clock_in(text: str) -> time | None:
    """The time of day that `text` is; None where it is none, or a number alone."""
    found = _ONLY_CLOCK.fullmatch(plain(text))
    return None if found is None or plain(text).isdigit() else _clock(found)


def local_in(text: str, zone: ZoneInfo, language: str) -> datetime | None:
    """The day with a time in `text` by a wall clock in `zone`, without a zone; None where there is none."""
    written = text.strip()
    if _STAMP.fullmatch(written):
        at = _stamped(written)
        return None if at is None else at.astimezone(zone).replace(second=0, tzinfo=None)
    return _timed(written, zone, language)


def _stamped(text: str) -> datetime | None:
    found = _STAMP.fullmatch(text)
    assert found is not None
    try:
        at = datetime.fromtimestamp(int(found[1]), UTC)
    # A timestamp may be out of the platform's range
    # (https://docs.python.org/3/library/datetime.html#datetime.datetime.fromtimestamp).
    except (ValueError, OverflowError, OSError):
        return None
    return at if _date(at.year, at.month, at.day) else None


def _timed(text: str, zone: ZoneInfo, language: str) -> datetime | None:
    found = _TIME.search(plain(text))
    if found is None:
        return None
    # `plain` keeps the words: what stands before the time is read as a day.
    day, clock = _read(plain(text)[: found.start()].strip(" ,"), zone, language), _clock(found)
    return None if day is None or clock is None else datetime.combine(day, clock)


def _clock(found: re.Match[str]) -> time | None:
    hour, minute, half = int(found["hour"]), int(found["minute"] or 0), (found["half"] or "")[:1]
    if half:
        hour = hour % 12 + (12 if half == "p" else 0) if 1 <= hour <= 12 else 24  # noqa: PLR2004 - hours of a clock
    return None if hour > 23 or minute > 59 else time(hour, minute)  # noqa: PLR2004


def day_in(text: str, zone: ZoneInfo, language: str) -> date | None:
    """The day in `text`, by the calendar of `zone`; None where there is none, or it can be read in both orders and the language does not decide."""
    return _read(text.strip(), zone, language)


def readings(text: str) -> tuple[date | None, date | None]:
    """The day in `text`, read with the day first and with the month first.

    Both are the same where the text has one reading only; a reading that is no day of the calendar is None.
    """
    text = _CLOCK.sub("", text.strip())
    if found := _NUMBERED.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        by_day = _date(year, second, first)
        # Numbers that dots separate are written with the day first alone (CLDR's patterns of German, Polish, Turkish).
        return by_day, by_day if found[2] == "." else _date(year, first, second)
    sure = _sure(text)
    return sure, sure


class DayOrder(StrEnum):
    """Which number is the day where both can be, as in 03/04/2025."""

    DAY_FIRST = "day"
    MONTH_FIRST = "month"


class TwoWays(Struct, frozen=True):
    """The first text of a column that is a day in both orders, its two readings, and the order in force; None if none is known yet."""

    text: str
    by_day: date
    by_month: date
    order: DayOrder | None


def day_order(texts: Iterable[str], language: str, said: DayOrder | None) -> tuple[DayOrder | None, TwoWays | None]:
    """In which order a column writes its days, and the first of them that can be read in two ways.

    The order is the one that was `said`, else the one in which all other days can be read, else the language's; None where
    none of them decides it.
    """
    shown: set[DayOrder] = set()
    first: tuple[str, date, date] | None = None
    # Each text once: a column of a few thousand rows repeats its days.
    for text in dict.fromkeys(texts):
        by_day, by_month = readings(text)
        if by_day is None or by_month is None:
            shown |= {DayOrder.DAY_FIRST} if by_day else {DayOrder.MONTH_FIRST} if by_month else set()
        elif by_day != by_month:
            first = first or (text, by_day, by_month)
    # English decides nothing: it has the month first in the United States and the day first elsewhere.
    habit = DayOrder.DAY_FIRST if language.startswith("pt") and not shown else None
    order = said or (shown.pop() if len(shown) == 1 else habit)
    return order, TwoWays(*first, order) if first else None


def day_read(text: str, order: DayOrder | None) -> date | None:
    """The day, or a month's first where no more is written; None where there is none, or it has two readings and no order."""
    by_day, by_month = readings(text)
    if by_day and by_month and by_day != by_month:
        return {DayOrder.DAY_FIRST: by_day, DayOrder.MONTH_FIRST: by_month}.get(order) if order else None
    return by_day or by_month or month_in(text)


def month_in(text: str) -> date | None:
    """The first day of the month, where `text` is a month and a year; else None."""
    written = plain(text)
    found = next((found for each in _WHOLE_MONTH if (found := each.fullmatch(written))), None)
    if found is None:
        return None
    month = int(found["number"]) if "number" in found.groupdict() else _MONTHS[found["month"]]
    return _date(_year(found["year"]), month, 1)


def _read(text: str, zone: ZoneInfo, language: str) -> date | None:
    if _STAMP.fullmatch(text):
        # Discord shows it by the clock of whoever typed it: its day in UTC is another one for hours, in Kiritimati for fourteen.
        at = _stamped(text)
        return None if at is None else at.astimezone(zone).date()
    by_day, by_month = readings(text)
    if language.startswith("pt") or by_day == by_month:
        return by_day
    return None if by_day and by_month else by_day or by_month


def _sure(text: str) -> date | None:
    """The day in a text that has one reading in any language; None where it is none of the known forms, or no day."""
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if _STAMP.fullmatch(text):
        at = _stamped(text)  # in a file, which says no zone
        return None if at is None else at.date()
    written = plain(text)
    named = next((found for each in _NAMED if (found := each.fullmatch(written))), None)
    return _date(_year(named["year"]), _MONTHS[named["month"]], int(named["day"])) if named else None


def _year(text: str) -> int:
    return int(text) if len(text) > len("99") else _CENTURY + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    """The day; None where there is none, and in the first and last year of Python's calendar, whose ends other zones' clocks pass."""
    try:
        return date(year, month, day) if MINYEAR < year < MAXYEAR else None
    except ValueError:
        return None
