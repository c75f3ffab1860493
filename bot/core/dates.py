"""Days that people type: by number, in words, as their language writes them, or as Discord inserts them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from bot.core.errors import N_, Refused
from bot.core.text import plain

LONGEST = timedelta(days=366)
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
_DAY = "(?P<day>\\d{1,2})(?:st|nd|rd|th|o)?"
_BETWEEN = "(?: de | of |[ ./,-]+)"
_WEEKDAY = "(?:[a-z]+(?:-feira)?,? +)?"
_CLOCK = re.compile(r"(?<=\d)[T, ]+\d{1,2}[:h]\d{2}.*$", re.ASCII)
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
"""What a year of two digits is after."""


def read_day(text: str, today: date, language: str) -> date:
    """A coming day within a year. Raises Refused for anything else; an order of day and month that is not sure is not guessed."""
    day = _read(text.strip(), language)
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


def day_in(text: str, language: str) -> date | None:
    """The day that is written there, past or to come; None where there is none, or its order of day and month is not sure."""
    return _read(text.strip(), language)


def readings(text: str) -> tuple[date | None, date | None]:
    """The day that is written there, read with the day first and with the month first; twice the same where it is sure."""
    text = _CLOCK.sub("", text.strip())
    if found := _NUMBERED.fullmatch(text):
        first, second, year = int(found[1]), int(found[3]), _year(found[4])
        by_day = _date(year, second, first)
        return by_day, by_day if found[2] == "." else _date(year, first, second)
    sure = _sure(text)
    return sure, sure


def month_in(text: str) -> date | None:
    """The first day of the month that is written there alone; None where there is more, or less."""
    written = plain(text)
    found = next((found for each in _WHOLE_MONTH if (found := each.fullmatch(written))), None)
    if found is None:
        return None
    month = int(found["number"]) if "number" in found.groupdict() else _MONTHS[found["month"]]
    return _date(_year(found["year"]), month, 1)


def _read(text: str, language: str) -> date | None:
    by_day, by_month = readings(text)
    if language.startswith("pt") or by_day == by_month:
        return by_day
    return None if by_day and by_month else by_day or by_month


def _sure(text: str) -> date | None:
    if found := _ISO.fullmatch(text):
        return _date(int(found[1]), int(found[2]), int(found[3]))
    if found := _STAMP.fullmatch(text):
        try:
            return datetime.fromtimestamp(int(found[1]), UTC).date()
        except (ValueError, OverflowError, OSError):
            return None
    written = plain(text)
    named = next((found for each in _NAMED if (found := each.fullmatch(written))), None)
    return _date(_year(named["year"]), _MONTHS[named["month"]], int(named["day"])) if named else None


def _year(text: str) -> int:
    return int(text) if len(text) > len("99") else _CENTURY + int(text)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None
