"""Meetings of the small group, written by the stores."""

from __future__ import annotations

from datetime import datetime, time
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from bot.core.calendar import Weekday
from bot.groups import store as groups_store
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.model import Every, Meeting
from bot.meetings.store import NewSeries
from tests.people import GROUP

if TYPE_CHECKING:
    from bot.core.db.database import Database, Tx

ZONE = ZoneInfo("America/Sao_Paulo")


async def meet(database: Database, starts_at: datetime, *, is_posted: bool = False) -> Meeting:
    """A meeting of an hour and a half, with its card queued where it is posted."""

    async def work(tx: Tx) -> Meeting:
        day = starts_at.astimezone(ZONE).date()
        new = NewSeries(Weekday(day.weekday()), time(7), Every.WEEK, day, 90, "Padaria Central", None, has_events=False)
        meeting = await meetings_store.add(tx, await meetings_store.add_series(tx, GROUP, new), day, starts_at)
        return await meetings_notices.post(tx, await groups_store.get(tx, GROUP), meeting) if is_posted else meeting

    return await database.write(work)
