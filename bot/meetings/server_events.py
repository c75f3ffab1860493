"""The event in Discord that a meeting has where its series wants one: what it should be, and which one it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.meetings import store as meetings_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting


class Wanted(Struct, frozen=True):
    """A meeting, and whether it should have an event now. One that has begun keeps what it has."""

    group: Group
    meeting: Meeting
    is_wanted: bool
    has_begun: bool


class ServerEvents(Service):
    @reads
    async def wanted(self, tx: Tx, group_id: int, meeting_id: int) -> Wanted | None:
        """Read what the event should be, at the time of the request to Discord and not when that was queued."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        series = None if meeting is None else await meetings_store.series(tx, group_id, meeting.series_id)
        if meeting is None or series is None:
            return None
        group = await groups_store.get(tx, group_id)
        return Wanted(group, meeting, meeting.is_planned and series.has_events, meeting.has_begun(tx.now))

    @writes
    async def is_now(self, tx: Tx, group_id: int, meeting_id: int, event_id: int | None) -> None:
        """Note which event a meeting has; None for none."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        if meeting is not None and meeting.event_id != event_id:
            await meetings_store.set_event(tx, meeting, event_id)
