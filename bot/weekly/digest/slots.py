"""Due times of the weekly digest: one slot in each ISO 8601 week of the group's calendar."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Period, at_local, week_before, week_start
from bot.core.spreading import share

if TYPE_CHECKING:
    from collections.abc import Iterator

    from bot.groups.model import Group

_WEEK = timedelta(days=7)
LONGEST_TOLD = timedelta(days=14)
"""Maximum length of a digest's period; where the digest before it is longer ago, the period is the last seven days."""


class Slot(Struct, frozen=True):
    """A due time. `week` is the ISO 8601 week of the intended local day, such as 2026-W47.

    A change of daylight saving may move `due_at` past midnight of that day, and a spread to before it.
    """

    week: str
    due_at: datetime


def slot_of(week: str, group: Group, spread: timedelta = timedelta()) -> Slot:
    """The slot of a week by the group's present settings and the present time zone rules."""
    year, number = week.split("-W")
    return _slot(date.fromisocalendar(int(year), int(number), group.digest_day + 1), group, spread)


def this_week(now: datetime, group: Group, spread: timedelta = timedelta()) -> Slot:
    """The slot of the current week, past or not."""
    return slot_of(week_of(now.astimezone(group.zone).date()), group, spread)


def slots_after(after: datetime, group: Group, spread: timedelta = timedelta()) -> Iterator[Slot]:
    """The slots that are due after `after`, one a week, without end."""
    day = _day_before(after, group)
    while True:
        slot = _slot(day, group, spread)
        if slot.due_at > after:
            yield slot
        day += _WEEK


def latest_slot(until: datetime, group: Group, spread: timedelta = timedelta()) -> Slot:
    """The last slot that was due at `until` or before."""
    day = _day_before(until, group)
    # The first of the three is due before `until`, the third on its local day or later: one of them is the last that was due.
    found = [slot for weeks in range(3) if (slot := _slot(day + weeks * _WEEK, group, spread)).due_at <= until]
    return found[-1]


def told_of(due_at: datetime, told_until: datetime | None, group: Group) -> Period:
    """The period of a digest: since the one before it, if that is at most LONGEST_TOLD ago, else the last seven days."""
    if told_until is not None and timedelta() < due_at - told_until <= LONGEST_TOLD:
        return Period(told_until, due_at)
    return week_before(due_at, group.zone)


def week_of(day: date) -> str:
    """The ISO week of a day, such as 2026-W47."""
    year, number, _ = day.isocalendar()
    return f"{year}-W{number:02}"


def _slot(day: date, group: Group, spread: timedelta) -> Slot:
    chosen = at_local(day, group.digest_time, group.zone)
    # Never before the group's week has closed: the digest tells the board of the week that has.
    closed = at_local(week_start(chosen, group.zone, group.week_starts), MIDNIGHT, group.zone)
    return Slot(week_of(day), chosen - share(group.group_id) * max(min(spread, chosen - closed), timedelta()))


def _day_before(moment: datetime, group: Group) -> date:
    """A digest day that is certainly before `moment`: more than a week, since a zone may skip a whole day (Samoa, 2011-12-30)."""
    day = moment.astimezone(group.zone).date() - 2 * _WEEK
    return day + timedelta(days=(group.digest_day - day.weekday()) % 7)
