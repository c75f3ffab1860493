"""Use cases of the agenda: read it, and post it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import allowances, idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.meetings import checks
from bot.meetings import store as meetings_store
from bot.meetings.agenda import notices as agenda_notices
from bot.meetings.agenda.gathering import gather
from bot.meetings.attendance import history_store
from bot.meetings.attendance.model import check_not_closed
from bot.membership.guards import readable_group

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.meetings.agenda.model import Agenda
    from bot.meetings.model import Meeting


class Agendas(Service):
    @reads
    async def on(self, tx: Tx, actor: Actor, date: str) -> Agenda:
        """The agenda of the meeting on a day that was typed, of the next one without. For moderators and its host. Raises Refused."""
        group = await readable_group(tx, actor)
        meeting = await checks.chosen(tx, actor, date)
        checks.check_leads(group, actor, meeting)
        return await gather(tx, group, meeting)

    @reads
    async def of(self, tx: Tx, actor: Actor, meeting_id: int) -> Agenda:
        """The agenda of one meeting, as `on`, also while it takes longer; refused from the next one on."""
        group, meeting = await checks.led(tx, actor, meeting_id)
        check_not_closed(meeting, await history_store.following(tx, meeting), tx.now)
        return await gather(tx, group, meeting)

    @writes
    async def share(self, tx: Tx, actor: Actor, meeting_id: int, action: str) -> int:
        """Post the agenda in the meetings' channel, or bring the posted one up to date; returns that channel's id.

        The same `action` again changes nothing. Raises Refused, and TooOften.
        """
        group, meeting = await checks.led(tx, actor, meeting_id)
        _check_planned(tx, meeting)
        if await idempotency.earlier(tx, group.group_id, action) is not None:
            return agenda_notices.channel(group)
        await allowances.take(tx, group.group_id, actor.user_id, "share")
        await meetings_store.hold(tx, meeting)
        channel_id = await agenda_notices.post(tx, group, meeting)
        await idempotency.done(tx, group.group_id, action, meeting.id)
        await audit_log_store.write(tx, LogEntry(group.group_id, actor.user_id, "agenda.share", meeting.label))
        return channel_id

    @reads
    async def posted(self, tx: Tx, group_id: int, meeting_id: int) -> Agenda | Meeting | None:
        """What its message shows: the agenda; once the meeting is over or skipped that there was one. None where there is no meeting."""
        meeting = await meetings_store.get(tx, group_id, meeting_id)
        if meeting is None or not meeting.is_planned or meeting.is_over(tx.now):
            return meeting
        return await gather(tx, await groups_store.get(tx, group_id), meeting)


def _check_planned(tx: Tx, meeting: Meeting) -> None:
    """Raise Refused where the meeting is over or skipped."""
    if not meeting.is_planned or meeting.is_over(tx.now):
        raise Refused(
            N_("The meeting {meeting} is over or skipped, so its agenda is not posted any more."), meeting=meeting.label
        )
