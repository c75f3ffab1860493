"""Queries on the occurrences of a series, for its calendar file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import instant
from bot.meetings.model import MeetingState

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.meetings.model import Series


class Occurrence(Struct, frozen=True):
    """What a calendar shows of one meeting; `day` is the one that its series gives."""

    day: date
    starts_at: datetime
    minutes: int
    place: str
    channel_id: int | None
    is_skipped: bool
    version: int


async def since(tx: Tx, series: Series, first: date) -> list[Occurrence]:
    """The series' meetings of its days from `first` on, the earliest first."""
    rows = await tx.all(
        "SELECT day, starts_at, minutes, place, channel_id, state, version FROM meetings"
        " WHERE group_id = ? AND series_id = ? AND day >= ? ORDER BY day",
        series.group_id,
        series.id,
        first.isoformat(),
    )
    return [
        Occurrence(
            date.fromisoformat(row["day"]),
            instant(row["starts_at"]),
            row["minutes"],
            row["place"],
            row["channel_id"],
            row["state"] == MeetingState.SKIPPED.value,
            row["version"],
        )
        for row in rows
    ]


async def version(tx: Tx, series: Series) -> int:
    """A number that goes up with each change of a meeting of the series, and with each that is made."""
    row = await tx.one("SELECT SUM(version) AS n FROM meetings WHERE group_id = ? AND series_id = ?", series.group_id, series.id)
    return int(row["n"] or 0) if row else 0
