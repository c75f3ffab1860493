"""What happens to speakers when their meeting is moved or skipped, when they leave, and as time goes by."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.audit_log.model import THE_CLOCK
from bot.groups import store as groups_store
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.meetings.speakers import notices as speakers_notices
from bot.meetings.speakers import rota_store
from bot.meetings.speakers import store as speakers_store
from bot.meetings.speakers.model import State
from bot.meetings.speakers.reminding import DAY, WEEK
from bot.meetings.speakers.service import is_missing, release
from bot.referrals.reminders import morning_items

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import PersonErasure
    from bot.groups.model import Group
    from bot.meetings.model import Meeting
    from bot.membership.members.model import Member

AWAY_BEFORE = timedelta(days=7)
"""How long before a meeting a speaker has to be back from leave, or to be back by then."""
ANNOUNCEMENTS_KEPT = timedelta(days=30)
"""How long after a meeting its announcements are kept."""


async def moved(tx: Tx, *, group: Group, meeting: Meeting) -> None:
    """Handle the event that a meeting was moved: its speakers are told, reminded again, and asked again whether they are ready."""
    for speaker in await speakers_store.of_meeting(tx, meeting):
        asked = await speakers_store.set_state(tx, speaker, State.PLANNED)
        await speakers_notices.planned(tx, group, asked)
        for kind in (WEEK, DAY):
            await morning_items.unname(tx, group.group_id, kind, speaker.id, (speaker.user_id,))


async def skipped(tx: Tx, *, group: Group, meeting: Meeting) -> None:
    """Handle the event that a meeting was skipped: its speakers are told, and wait since they got it at the latest."""
    for speaker in await speakers_store.of_meeting(tx, meeting):
        await speakers_notices.dropped(tx, group, meeting, speaker, speakers_notices.SKIPPED)
        await release(tx, speaker, is_kept=True)


async def stays_away(tx: Tx, group: Group, meeting: Meeting, user_id: int, by: int | None = None) -> bool:
    """Handle that somebody does not come, as they or `by` said: who was to speak there can't, and moderators read whose turn it is.

    Returns whether they were.
    """
    speaker = await speakers_store.at_meeting(tx, meeting, user_id)
    if speaker is None or not speaker.speaks:
        return False
    await is_missing(tx, group, meeting, speaker, by)
    return True


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Handle the event that somebody belongs or no longer does: who left speaks nowhere, and moderators read whose turn it is."""
    if member.belongs:
        return
    wish = await speakers_store.wish_of(tx, group.group_id, member.user_id)
    if wish is not None:
        await speakers_store.delete(tx, wish)
    for speaker in await speakers_store.coming_of(tx, group.group_id, member.user_id):
        await is_missing(tx, group, await meetings_store.known(tx, speaker.group_id, speaker.meeting_id or 0), speaker)


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: whoever speaks within a week and is on leave then can't, as no reminder reaches them; returns False: there is never more."""
    if tx.clock_is_trusted:
        group = await groups_store.get(tx, group_id)
        for speaker in await rota_store.away(tx, group_id, tx.now + AWAY_BEFORE):
            await is_missing(tx, group, await meetings_store.known(tx, group_id, speaker.meeting_id or 0), speaker, THE_CLOCK)
    return False


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Delete what the person would present, and show the posted cards without their name."""
    group = await groups_store.get(tx, gone.group_id)
    for meeting_id in await speakers_store.empty(tx, gone.group_id, gone.user_id):
        await meetings_notices.show(tx, group, await meetings_store.known(tx, gone.group_id, meeting_id))


async def forget_old(tx: Tx, group_id: int) -> None:
    """Each night: delete the announcements of meetings that were longer than ANNOUNCEMENTS_KEPT ago; only by a trusted clock."""
    if tx.clock_is_trusted:
        await speakers_store.forget_old(tx, group_id, tx.now - ANNOUNCEMENTS_KEPT)
