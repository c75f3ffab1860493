"""A query on the meetings of all groups, for the repair of what the clock or the zones' rules changed."""

from __future__ import annotations

from datetime import time
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import micros
from bot.meetings import store as meetings_store
from bot.meetings.model import DOOR_AFTER

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.meetings.model import Meeting


class Coming(Struct, frozen=True):
    """A meeting, with the time of day of its series and the time zone of its group."""

    meeting: Meeting
    clock: time
    time_zone: str


async def coming_everywhere(tx: Tx, kind: str) -> list[Coming]:
    """The planned meetings to which one can still come, of all groups that have a pending job of that kind; each group's earliest first."""
    rows = await tx.all(
        # From the jobs, of which a group has one, so that each group's meetings are found by their index.
        f"SELECT {meetings_store.OF_MEETING}, s.clock, g.time_zone FROM jobs AS j JOIN groups AS g ON g.group_id = j.group_id"
        " JOIN meetings AS m ON m.group_id = j.group_id AND m.starts_at > ? AND m.state = 'planned'"
        " JOIN meeting_series AS s ON s.id = m.series_id WHERE j.group_id > 0 AND j.kind = ? AND j.done_at IS NULL"
        " ORDER BY j.group_id, m.starts_at, m.id",
        micros(tx.now - DOOR_AFTER),
        kind,
    )
    return [Coming(meetings_store.read_row(row), time.fromisoformat(row["clock"]), row["time_zone"]) for row in rows]
