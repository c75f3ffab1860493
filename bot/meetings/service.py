"""Use cases of meetings: set when a group meets, skip and move meetings, read what is planned."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import at_local
from bot.core.errors import N_, Refused, not_found
from bot.core.text import read
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.meetings import checks, planning, typed
from bot.meetings import model as meetings_model
from bot.meetings import notices as meetings_notices
from bot.meetings import store as meetings_store
from bot.membership.guards import moderated_group
from bot.referrals.client_names import check_client_names

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.audit_log.model import Facts
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.meetings.model import Meeting, Series
    from bot.meetings.typed import Plan


class Scheduled(Struct, frozen=True):
    """A series, with its next meetings."""

    group: Group
    series: Series
    meetings: tuple[Meeting, ...]


class Meetings(Service):
    @writes
    async def schedule(self, tx: Tx, actor: Actor, plan: Plan, action: str, *, sure: bool = False) -> Scheduled:
        """Begin a series, and make its next meetings. The same `action` again returns the first one's.

        Raises Refused, naming what is wrong, and Doubt where the place names a client, unless the actor is `sure`.
        """
        group = await moderated_group(tx, actor)
        earlier = await idempotency.earlier(tx, group.group_id, action)
        if earlier is not None:
            begun = await _series(tx, group, earlier)
            return Scheduled(group, begun, tuple(await meetings_store.after(tx, begun, tx.now)))
        await groups_store.hold(tx, group.group_id)  # two series of one day at the same time
        new = typed.read_plan(plan, group, tx.now, actor.language)
        await checks.free_days(tx, group, new)
        if new.place and not sure:
            await check_client_names(tx, actor, new.place)
        series = await meetings_store.add_series(tx, group.group_id, new)
        await idempotency.done(tx, group.group_id, action, series.id)
        await _note(tx, actor, "meeting.schedule", "meeting", after=typed.facts(series))
        meetings = await planning.ahead(tx, group, series)
        await planning.settle(tx, group)
        return Scheduled(group, series, tuple(meetings))

    @writes
    async def end(self, tx: Tx, actor: Actor, series_id: int) -> Series:
        """End a series: its meetings that have not begun are skipped. Repeated, it changes nothing. Raises Refused."""
        group = await moderated_group(tx, actor)
        await groups_store.hold(tx, group.group_id)
        series = await _series(tx, group, series_id)
        if series.ended_at is None:
            await meetings_store.end_series(tx, series)
            for meeting in await meetings_store.after(tx, series, tx.now):
                await planning.skip(tx, group, meeting, "")
            await planning.settle(tx, group)
            await _note(tx, actor, "meeting.end", "meeting", before=typed.facts(series))
        return series

    @writes
    async def skip(self, tx: Tx, actor: Actor, date: str, reason: str, action: str, *, sure: bool = False) -> Meeting:
        """Skip the meeting of a day; the day may be any that a series gives within a year. The same `action` again changes nothing.

        Raises Refused, and Doubt where the reason names a client, unless the actor is `sure`.
        """
        group = await moderated_group(tx, actor)
        earlier = await idempotency.earlier(tx, group.group_id, action)
        if earlier is not None:
            return await _meeting(tx, group, earlier)
        await groups_store.hold(tx, group.group_id)
        meeting = await _not_begun(tx, group, date, actor.language)
        said = read(meetings_model.REASON, reason)
        if said and not sure:
            await check_client_names(tx, actor, said)
        meeting = await planning.skip(tx, group, meeting, said)
        await planning.ahead(tx, group, await _series(tx, group, meeting.series_id))
        await planning.settle(tx, group)
        await idempotency.done(tx, group.group_id, action, meeting.id)
        await _note(tx, actor, "meeting.skip", meeting.label, before=typed.begins(meeting), reason=meeting.reason)
        return meeting

    @writes
    async def move(self, tx: Tx, actor: Actor, date: str, to: str, action: str) -> Meeting:
        """Move the meeting of a day to another time of that day, or to another day and time, by the group's wall clock.

        The same `action` again changes nothing. Raises Refused.
        """
        group = await moderated_group(tx, actor)
        earlier = await idempotency.earlier(tx, group.group_id, action)
        if earlier is not None:
            return await _meeting(tx, group, earlier)
        await groups_store.hold(tx, group.group_id)
        meeting = await _not_begun(tx, group, date, actor.language)
        local = typed.read_local(to, meeting.starts_at.astimezone(group.zone).date(), group, tx.now, actor.language)
        await checks.free_day(tx, group, meeting, local.date())
        before = typed.begins(meeting)
        meeting = await meetings_notices.before_move(tx, group, meeting)
        meeting = await meetings_store.move(tx, meeting, local, at_local(local.date(), local.time(), group.zone))
        await planning.tell_moved(tx, group, meeting)
        await planning.settle(tx, group)
        await idempotency.done(tx, group.group_id, action, meeting.id)
        await _note(tx, actor, "meeting.move", meeting.label, before=before, after=typed.begins(meeting))
        return meeting

    @reads
    async def series(self, tx: Tx, actor: Actor) -> tuple[Group, list[Series]]:
        """The group, and its series that are not ended, for moderators. Raises Refused."""
        group = await moderated_group(tx, actor)
        return group, await meetings_store.running(tx, group.group_id)


async def _not_begun(tx: Tx, group: Group, date: str, language: str) -> Meeting:
    meeting = await planning.given(tx, group, date, language)
    if meeting.has_begun(tx.now):
        raise Refused(N_("{meeting} has begun, so it stays as it is."), meeting=meeting.label)
    return meeting


async def _series(tx: Tx, group: Group, series_id: int) -> Series:
    found = await meetings_store.series(tx, group.group_id, series_id)
    if found is None:
        raise not_found()
    return found


async def _meeting(tx: Tx, group: Group, meeting_id: int) -> Meeting:
    found = await meetings_store.get(tx, group.group_id, meeting_id)
    if found is None:
        raise not_found()
    return found


async def _note(
    tx: Tx, actor: Actor, action: str, target: str, before: Facts | None = None, after: Facts | None = None, reason: str = ""
) -> None:
    entry = LogEntry(actor.group_id, actor.user_id, action, target, before=before or {}, after=after or {}, reason=reason)
    await audit_log_store.write(tx, entry)
