"""Reminds those who speak in the morning list, a week and a day before."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import days_after
from bot.core.morning_items import MorningItems, WaitingItem
from bot.meetings.speakers import rota_store, seen
from bot.meetings.speakers import store as speakers_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.speakers.seen import Slot

WEEK, DAY = "speaker.week", "speaker.day"
"""The kinds of the items, as they are stored."""


async def in_a_week(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who speaks within a week, tomorrow excepted: some days late where no list was sent on the day itself."""
    begins = days_after(at, 2, 7, group.zone)
    return await rota_store.to_remind(tx, group.group_id, WEEK, begins, timedelta(days=7), after, limit)


async def tomorrow(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    return await rota_store.to_remind(tx, group.group_id, DAY, days_after(at, 1, 1, group.zone), timedelta(days=1), after, limit)


async def read(tx: Tx, group_id: int, user_id: int, speaker_id: int) -> Slot | None:
    """The speaker with their meeting; None where they don't speak there any more, or it has begun."""
    speaker = await speakers_store.get(tx, group_id, speaker_id)
    if speaker is None or speaker.user_id != user_id or not speaker.speaks:
        return None
    slot = await seen.slot_of(tx, speaker)
    return None if slot is None or not slot.meeting.is_planned or slot.meeting.has_begun(tx.now) else slot


ITEMS = (MorningItems(DAY, tomorrow, read), MorningItems(WEEK, in_a_week, read))
