"""What the morning list asks and tells about meetings: whether one comes tomorrow, and what those missed who were not there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import MIDNIGHT, at_local
from bot.core.morning_items import MorningItems
from bot.groups import store as groups_store
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.attendance import notices as attendance_notices
from bot.meetings.attendance import seen as attendance_seen
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.model import Answer
from bot.meetings.speakers import store as speakers_store

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.meetings.attendance.seen import Gathering
    from bot.meetings.model import Meeting

COMING, RECAP = "meeting.coming", "meeting.recap"
"""The kinds of the items, as they are stored."""
TOLD_WITHIN = 3
"""Days after a meeting within which those who were not there are told of it, and its card is edited to name nobody."""


class Recap(Struct, frozen=True):
    """A meeting at which the reader was not, what was announced there, and the one that comes next, None where none is planned."""

    gathering: Gathering
    announced: tuple[str, ...]
    following: Meeting | None


async def unanswered(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who said nothing yet of the meeting tomorrow, as `MorningItems` says."""
    meeting = await _on(tx, group, at, 1)
    if meeting is None or not meeting.is_planned:
        return []
    return await attendance_store.to_ask(tx, meeting, COMING, after, limit)


async def read_unanswered(tx: Tx, group_id: int, user_id: int, meeting_id: int) -> Meeting | None:
    """The meeting; None once they said whether they come, or it has begun."""
    meeting = await meetings_store.get(tx, group_id, meeting_id)
    if meeting is None or not meeting.is_planned or meeting.has_begun(tx.now):
        return None
    mine = await attendance_seen.own(tx, meeting, user_id)
    return meeting if mine.answer is Answer.NONE and mine.marked_by is None else None


async def absent(tx: Tx, group: Group, at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who was not at the last meeting, from the next morning on, as `MorningItems` says."""
    midnight = at_local(at.astimezone(group.zone).date(), MIDNIGHT, group.zone)
    meeting = await meetings_store.previous(tx, group.group_id, midnight)
    if meeting is None or meeting.ends_at < at - timedelta(days=TOLD_WITHIN):
        return []
    return await attendance_store.to_tell(tx, meeting, RECAP, after, limit)


async def read_absent(tx: Tx, group_id: int, user_id: int, meeting_id: int) -> Recap | None:
    """What they missed; None where it was noted since that they were there."""
    meeting = await meetings_store.get(tx, group_id, meeting_id)
    if meeting is None or (await attendance_seen.own(tx, meeting, user_id)).attended:
        return None
    announced = await speakers_store.announcements_of(tx, meeting)
    following = await meetings_store.next_one(tx, group_id)
    return Recap(await attendance_seen.gathering(tx, meeting), tuple(each.text for each in announced), following)


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: tell the moderators how many come tomorrow, and let the card of what is over say how many were there."""
    group = await groups_store.get(tx, group_id)
    tomorrow = await _on(tx, group, tx.now, 1)
    if tomorrow is not None and tomorrow.is_planned:
        await attendance_notices.numbers(tx, group, tomorrow)
    last = await meetings_store.previous(tx, group_id, tx.now)
    # For some mornings, for one may be late or missed, and until then the card names who came.
    while last is not None and last.ends_at > tx.now - timedelta(days=TOLD_WITHIN):
        await meetings_notices.show(tx, group, last, may_wait=True)
        last = await meetings_store.previous(tx, group_id, last.starts_at)
    return False


async def _on(tx: Tx, group: Group, at: datetime, days: int) -> Meeting | None:
    """The meeting of the local day so many days after that of `at`."""
    return await meetings_store.on_day(tx, group, at.astimezone(group.zone).date() + timedelta(days=days))


ITEMS = (
    MorningItems(COMING, unanswered, read_unanswered),
    MorningItems(RECAP, absent, read_absent),
)
