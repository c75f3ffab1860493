"""Queries on series of meetings, and on meetings."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, Weekday, at_local
from bot.core.db.database import instant, maybe_instant, micros
from bot.groups import store as groups_store
from bot.meetings.model import DOOR_AFTER, LONGEST, Every, Meeting, MeetingState, Series

if TYPE_CHECKING:
    from bot.core.db.database import Row, Tx
    from bot.groups.model import Group

_SERIES = "id, group_id, weekday, clock, every, first_day, minutes, place, channel_id, has_events, ended_at"
COLUMNS = (
    "id, group_id, number, series_id, day, starts_at, minutes, place, channel_id, state, reason, host_id, event_id, posted_at, door_at,"
    " moved_to, version"
)
OF_MEETING = ", ".join(f"m.{name}" for name in COLUMNS.split(", "))
"""COLUMNS of the table as `m`, for queries that join it."""
_MINUTE = 60_000_000
"""In microseconds."""
_NOT_OVER = f"group_id = ? AND starts_at > ? AND starts_at + minutes * {_MINUTE} > ? AND state = 'planned'"


class NewSeries(Struct, frozen=True):
    """A series to be inserted."""

    weekday: Weekday
    clock: time
    every: Every
    first_day: date
    minutes: int
    place: str
    channel_id: int | None
    has_events: bool


async def add_series(tx: Tx, group_id: int, new: NewSeries) -> Series:
    row = await tx.one(
        "INSERT INTO meeting_series (group_id, weekday, clock, every, first_day, minutes, place, channel_id, has_events)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {_SERIES}",
        group_id,
        int(new.weekday),
        new.clock.isoformat("minutes"),
        new.every.value,
        new.first_day.isoformat(),
        new.minutes,
        new.place,
        new.channel_id,
        int(new.has_events),
    )
    assert row is not None
    return _series(row)


async def series(tx: Tx, group_id: int, series_id: int) -> Series | None:
    row = await tx.one(f"SELECT {_SERIES} FROM meeting_series WHERE group_id = ? AND id = ?", group_id, series_id)
    return _series(row) if row else None


async def running(tx: Tx, group_id: int) -> list[Series]:
    """The series that are not ended, the oldest first."""
    rows = await tx.all(f"SELECT {_SERIES} FROM meeting_series WHERE group_id = ? AND ended_at IS NULL ORDER BY id", group_id)
    return [_series(row) for row in rows]


async def end_series(tx: Tx, found: Series) -> None:
    await tx.run(
        "UPDATE meeting_series SET ended_at = ? WHERE group_id = ? AND id = ? AND ended_at IS NULL",
        micros(tx.now),
        found.group_id,
        found.id,
    )


async def add(tx: Tx, of: Series, day: date, starts_at: datetime) -> Meeting:
    """Insert a series' meeting of that day; where it exists, return it as it is."""
    known = await of_day(tx, of, day)
    if known is not None:
        return known
    number = await groups_store.next_meeting(tx, of.group_id)
    row = await tx.one(
        "INSERT INTO meetings (group_id, number, series_id, day, starts_at, minutes, place, channel_id, state)"
        f" VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING {COLUMNS}",
        of.group_id,
        number,
        of.id,
        day.isoformat(),
        micros(starts_at),
        of.minutes,
        of.place,
        of.channel_id,
        MeetingState.PLANNED.value,
    )
    assert row is not None
    return read_row(row)


async def locate(tx: Tx, meeting_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the meeting alone."""
    row = await tx.one("SELECT group_id FROM meetings WHERE id = ?", meeting_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, meeting_id: int) -> Meeting | None:
    row = await tx.one(f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND id = ?", group_id, meeting_id)
    return read_row(row) if row else None


async def known(tx: Tx, group_id: int, meeting_id: int) -> Meeting:
    """The meeting to which a record of the group refers."""
    meeting = await get(tx, group_id, meeting_id)
    assert meeting is not None, "records are never deleted while their group is kept"
    return meeting


async def of_day(tx: Tx, of: Series, day: date) -> Meeting | None:
    """The series' meeting of a day that the series gives, whenever it takes place."""
    row = await tx.one(
        f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND series_id = ? AND day = ?", of.group_id, of.id, day.isoformat()
    )
    return read_row(row) if row else None


async def upcoming(tx: Tx, group_id: int, limit: int) -> list[Meeting]:
    """The planned meetings that are not over, the earliest first."""
    rows = await tx.all(
        # The first condition on the time is for the index: what began earlier than the longest meeting takes is over.
        f"SELECT {COLUMNS} FROM meetings WHERE {_NOT_OVER} ORDER BY starts_at, id LIMIT ?",
        group_id,
        micros(tx.now - timedelta(minutes=LONGEST)),
        micros(tx.now),
        limit,
    )
    return [read_row(row) for row in rows]


async def next_one(tx: Tx, group_id: int) -> Meeting | None:
    """The first planned meeting that is not over."""
    return next(iter(await upcoming(tx, group_id, 1)), None)


async def previous(tx: Tx, group_id: int, before: datetime) -> Meeting | None:
    """The last planned meeting that was over at `before`."""
    row = await tx.one(
        f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND starts_at < ? AND starts_at + minutes * {_MINUTE} <= ?"
        " AND state = 'planned' ORDER BY starts_at DESC, id DESC LIMIT 1",
        group_id,
        *[micros(before)] * 2,
    )
    return read_row(row) if row else None


async def on_day(tx: Tx, group: Group, day: date) -> Meeting | None:
    """The meeting that takes place on a local day; where there is none, one that was to and is skipped."""
    start, end = (at_local(each, MIDNIGHT, group.zone) for each in (day, day + timedelta(days=1)))
    row = await tx.one(
        f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND starts_at >= ? AND starts_at < ?"
        " ORDER BY CASE WHEN state = 'planned' THEN 0 ELSE 1 END, starts_at LIMIT 1",
        group.group_id,
        micros(start),
        micros(end),
    )
    return read_row(row) if row else None


async def after(tx: Tx, of: Series, moment: datetime) -> list[Meeting]:
    """The series' planned meetings that begin later than `moment`, the earliest first."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND starts_at > ? AND series_id = ? AND state = 'planned'"
        " ORDER BY starts_at, id",
        of.group_id,
        micros(moment),
        of.id,
    )
    return [read_row(row) for row in rows]


async def next_door(tx: Tx, group_id: int) -> Meeting | None:
    """The first planned meeting whose card was not posted anew, and to which one can still come."""
    row = await tx.one(
        f"SELECT {COLUMNS} FROM meetings WHERE group_id = ? AND starts_at > ? AND door_at IS NULL AND state = 'planned'"
        " ORDER BY starts_at, id LIMIT 1",
        group_id,
        micros(tx.now - DOOR_AFTER),
    )
    return read_row(row) if row else None


async def hold(tx: Tx, meeting: Meeting) -> Meeting:
    """Lock the row for this transaction (a no-op UPDATE, a portable SELECT ... FOR UPDATE), and read it as it is then."""
    return await _changed(tx, meeting, "version = version")


async def touch(tx: Tx, meeting: Meeting) -> Meeting:
    """Count one more version, by which the next edit of its card differs from those before."""
    return await _changed(tx, meeting, "version = version + 1")


async def skip(tx: Tx, meeting: Meeting, reason: str) -> Meeting:
    return await _changed(tx, meeting, "state = ?, reason = ?, version = version + 1", MeetingState.SKIPPED.value, reason)


async def move(tx: Tx, meeting: Meeting, moved_to: datetime, starts_at: datetime) -> Meeting:
    """Store another time: `moved_to` by the group's wall clock, `starts_at` in UTC."""
    changes = "moved_to = ?, starts_at = ?, version = version + 1"
    return await _changed(tx, meeting, changes, moved_to.isoformat(timespec="minutes"), micros(starts_at))


async def set_start(tx: Tx, meeting: Meeting, starts_at: datetime) -> Meeting:
    """Store when it begins by another time zone, or by other rules of the same."""
    return await _changed(tx, meeting, "starts_at = ?, version = version + 1", micros(starts_at))


async def set_host(tx: Tx, meeting: Meeting, host_id: int | None) -> Meeting:
    return await _changed(tx, meeting, "host_id = ?, version = version + 1", host_id)


async def set_event(tx: Tx, meeting: Meeting, event_id: int | None) -> Meeting:
    return await _changed(tx, meeting, "event_id = ?", event_id)


async def posted(tx: Tx, meeting: Meeting) -> Meeting:
    return await _changed(tx, meeting, "posted_at = ?", micros(tx.now))


async def posted_again(tx: Tx, meeting: Meeting) -> Meeting:
    return await _changed(tx, meeting, "door_at = ?", micros(tx.now))


async def not_posted_again(tx: Tx, meeting: Meeting) -> Meeting:
    return await _changed(tx, meeting, "door_at = NULL")


async def _changed(tx: Tx, meeting: Meeting, changes: str, *values: object) -> Meeting:
    row = await tx.one(
        f"UPDATE meetings SET {changes} WHERE group_id = ? AND id = ? RETURNING {COLUMNS}", *values, meeting.group_id, meeting.id
    )
    assert row is not None, "records are never deleted while their group is kept"
    return read_row(row)


def _series(row: Row) -> Series:
    return Series(
        row["id"],
        row["group_id"],
        Weekday(row["weekday"]),
        time.fromisoformat(row["clock"]),
        Every(row["every"]),
        date.fromisoformat(row["first_day"]),
        row["minutes"],
        row["place"],
        row["channel_id"],
        bool(row["has_events"]),
        maybe_instant(row["ended_at"]),
    )


def read_row(row: Row) -> Meeting:
    """The record of a row that begins with COLUMNS; unpacking is faster than look-ups by name."""
    # fmt: off
    (
        meeting_id, group_id, number, series_id, day, starts_at, minutes, place, channel_id, state, reason, host_id, event_id,
        posted_at, door_at, moved_to, version, *_,
    ) = row
    # fmt: on
    return Meeting(
        meeting_id,
        group_id,
        number,
        series_id,
        date.fromisoformat(day),
        instant(starts_at),
        minutes,
        place,
        channel_id,
        MeetingState(state),
        reason,
        host_id,
        event_id,
        maybe_instant(posted_at),
        maybe_instant(door_at),
        None if moved_to is None else datetime.fromisoformat(moved_to),
        version,
    )
