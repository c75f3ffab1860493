"""Days that people type: by number, as their language writes them, or as Discord inserts them."""

from __future__ import annotations

import re
from datetime import UTC, date, datetime, timedelta

from bot.model.words import N_, Refused

LONGEST = timedelta(days=366)
_ISO = re.compile(r"(\d{4})-(\d{1,2})-(\d{1,2})")
_STAMP = re.compile(r"<t:(\d{1,12})(?::\w)?>")
_SLASHED = re.compile(r"(\d{1,2})[/.](\d{1,2})[/.](\d{4})")


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


def _read(text: str, language: str) -> date | None:
    try:
        if found := _ISO.fullmatch(text):
            return date(*(int(part) for part in found.groups()))
        if found := _STAMP.fullmatch(text):
            return datetime.fromtimestamp(int(found[1]), UTC).date()
        if found := _SLASHED.fullmatch(text):
            first, second, year = (int(part) for part in found.groups())
            day_first = language.startswith("pt") or "." in text or first > 12  # noqa: PLR2004 - months
            if not day_first and first <= 12 and second <= 12 and first != second:  # noqa: PLR2004 - may be either
                return None
            return date(year, second, first) if day_first else date(year, first, second)
    except (ValueError, OverflowError, OSError):
        return None
    return None
