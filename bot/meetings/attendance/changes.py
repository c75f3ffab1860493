"""What follows for attendance from changes elsewhere: a meeting is moved or skipped, a member comes, goes, or gets another id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.meetings import notices as meetings_notices
from bot.meetings.attendance import notices as attendance_notices
from bot.meetings.attendance import store as attendance_store
from bot.meetings.attendance.morning import COMING
from bot.referrals.reminders import morning_items

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member


async def time_changed(tx: Tx, *, group: Group, meeting: Meeting) -> None:
    """Handle the events that a meeting was moved or skipped: answers were given for the earlier time, those who come are told, and all are asked again."""
    coming = await attendance_store.forget(tx, meeting)
    await morning_items.unname_to_all(tx, group.group_id, COMING, meeting.id)
    await attendance_notices.changed(tx, group, meeting, coming)


async def standing_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the events that somebody belongs or no longer does, or is on leave or back: cards on which they stand are rendered anew."""
    for meeting in await attendance_store.coming_to(tx, group.group_id, member.user_id):
        await meetings_notices.show(tx, group, meeting)


async def renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    """Handle the event that a person's records get another id."""
    await attendance_store.renumber(tx, group_id, old_id, new_id)
