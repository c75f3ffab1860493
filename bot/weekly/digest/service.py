"""Use cases of the weekly digest: schedule, pause, preview and post it, and the job that posts it."""

from __future__ import annotations

import json
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

import msgspec
from msgspec.structs import replace

from bot.core import idempotency
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.calendar import Period, PeriodName, period
from bot.core.db import meta
from bot.core.digest_block import Block
from bot.core.errors import N_, Refused
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.kinds import channel_of
from bot.core.outbox.model import Message
from bot.core.spreading import SPREAD
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.guards import moderated_group
from bot.membership.tell_moderators import tell_moderators
from bot.weekly.digest import store as digest_store
from bot.weekly.digest.composing import compose
from bot.weekly.digest.model import Digest
from bot.weekly.digest.schedule import JOB, Schedule, give_way, put_right, schedule_next, why_not_this_week
from bot.weekly.digest.slots import told_of
from bot.weekly.personal_digest import service as personal_digest_service

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import Weekday
    from bot.core.db.database import Database, Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.weekly.digest.model import Measure

LATE = timedelta(days=1)
"""A digest that is due longer ago than this is not posted by the job: moderators are asked instead."""


class Digests(Service):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self.measure: Measure = lambda _group, _span, _block: 0
        """Set by whoever renders the blocks."""

    @writes
    async def spread(self, tx: Tx, *, on: bool) -> None:
        """Note whether the operator spreads digests. Called at start, before pending jobs are moved to where they belong."""
        if on:
            await meta.put(tx, SPREAD, "")
        else:
            await meta.drop(tx, SPREAD)

    @writes
    async def schedule(self, tx: Tx, actor: Actor, day: Weekday, clock: time) -> Schedule:
        """Switch the digest on, at `clock` on `day` in the group's time zone, and schedule the next one.

        Raises Refused for who is no moderator, and where the group has no channel for it.
        """
        before = await moderated_group(tx, actor)
        _check_channel(before)
        group = replace(before, digest_day=day, digest_time=clock, digest_on=True)
        await groups_store.save(tx, group)
        next_at = await schedule_next(tx, group, tx.now)
        await audit_log_store.write(
            tx,
            LogEntry(
                actor.group_id,
                actor.user_id,
                "digest.schedule",
                "digest",
                before={"day": int(before.digest_day), "time": before.digest_time.isoformat("minutes"), "on": before.digest_on},
                after={"day": int(day), "time": clock.isoformat("minutes"), "on": True},
            ),
        )
        return Schedule(group, next_at, await why_not_this_week(tx, group, next_at))

    @writes
    async def pause(self, tx: Tx, actor: Actor) -> Schedule:
        """Switch the scheduled digest off and delete its pending job. Raises Refused for who is no moderator."""
        group = replace(await moderated_group(tx, actor), digest_on=False)
        await groups_store.save(tx, group)
        await jobs_store.cancel(tx, group.group_id, JOB)
        await audit_log_store.write(tx, LogEntry(actor.group_id, actor.user_id, "digest.pause", "digest"))
        return Schedule(group, None)

    @reads
    async def show(self, tx: Tx, actor: Actor) -> Schedule:
        """Read the schedule. Raises Refused for who is no moderator."""
        group = await moderated_group(tx, actor)
        return Schedule(group, await jobs_store.next_of(tx, actor.group_id, JOB))

    async def preview(self, actor: Actor) -> tuple[Group, list[Digest]]:
        """Compose the digest of the current week so far. Raises Refused."""
        group, span = await self._week_so_far(actor)
        return group, await self._compose(group, span)

    @reads
    async def _week_so_far(self, tx: Tx, actor: Actor) -> tuple[Group, Period]:
        group = await moderated_group(tx, actor)
        week = period(PeriodName.THIS_WEEK, tx.now, group.zone, group.week_starts)
        # Periods are half-open: one microsecond more includes what happened at `now`.
        return group, Period(week.start, min(tx.now + timedelta(microseconds=1), week.end))

    async def post(self, actor: Actor, action: str) -> Group:
        """Post the digest of the current week so far. The same `action` again posts nothing. Raises Refused."""
        group, span = await self._week_so_far(actor)
        _check_channel(group)
        return await self._post(actor, action, await self._compose(group, span))

    @writes
    async def _post(self, tx: Tx, actor: Actor, action: str, parts: list[Digest]) -> Group:
        group = await moderated_group(tx, actor)
        channel_id = _check_channel(group)
        if await idempotency.earlier(tx, group.group_id, action) is None:
            # Does not move told_until: the scheduled digest still covers these days.
            await _put_out(tx, group, channel_id, f"digest:{group.group_id}:{action}", parts)
            await idempotency.done(tx, group.group_id, action, 0)
            await audit_log_store.write(tx, LogEntry(actor.group_id, actor.user_id, "digest.post", "digest"))
        return group

    async def _compose(self, group: Group, span: Period) -> list[Digest]:
        return await compose(self.database, group, span, self.measure)

    async def run(self, job: Job) -> None:
        """Run the job: post the digest since the last one, and schedule the next.

        After an absence only the newest missed digest is posted. Where that would be later than LATE, moderators are told
        instead.
        """
        parts: list[Digest] | None = None
        span: Period | None = None
        while True:
            try:
                return await self._run(job, span, parts)
            except _ToCompose as asked:
                span = asked.span
                parts = await self._compose(asked.group, span)

    @writes
    async def _run(self, tx: Tx, job: Job, composed: Period | None, parts: list[Digest] | None) -> None:
        """Do all of the job. Raises _ToCompose, and undoes what it did, where `parts` do not tell of the period that is to be told."""
        # The clock or the rules may have changed since it was scheduled; `finish` is False for a job that another worker did.
        if await put_right(tx, job) or not await jobs_store.finish(tx, job):
            return
        group = await groups_store.get(tx, job.group_id)
        if not group.digest_on or await give_way(tx, group, job):
            return
        if tx.now - job.due_at >= LATE:
            await _tell_late(tx, group, job)
            await jobs_store.forget(tx, job)  # no digest was posted, so the week may be scheduled again
        elif (channel_id := channel_of(group, "digest")) is not None:
            span = told_of(job.due_at, await digest_store.told_until(tx, group.group_id), group)
            if parts is None or span != composed:
                raise _ToCompose(group, span)
            await _put_out(tx, group, channel_id, job.key, parts)
            # In the same transaction, since told_until says for both until when they have reported.
            await personal_digest_service.put_out(tx, group, job.key, span)
            await digest_store.told(tx, group.group_id, span.end)
        await schedule_next(tx, group, max(tx.now, job.due_at))


class _ToCompose(Exception):
    """The group's digest of this period is to be composed before it is posted."""

    def __init__(self, group: Group, span: Period) -> None:
        super().__init__(group.group_id, span)
        self.group, self.span = group, span


def frozen(digest: Digest) -> str:
    """Serialise a digest to JSON for the outbox: unlike other messages it is composed when it is queued. `thawed` reverses it."""
    return msgspec.json.encode(digest).decode()


def thawed(facts: str) -> Digest:
    """Read a digest from the JSON that `frozen` made."""
    kept: dict[str, Any] = json.loads(facts)
    span = kept["period"]
    return Digest(
        period=Period(datetime.fromisoformat(span["start"]), datetime.fromisoformat(span["end"])),
        blocks=tuple(Block(**block) for block in kept["blocks"]),
        part=kept["part"],
    )


async def _put_out(tx: Tx, group: Group, channel_id: int, key: str, parts: list[Digest]) -> None:
    """Queue the digest's messages, and give up the group's digests that are undelivered for longer than LATE."""
    await outbox_store.supersede(tx, group.group_id, "digest", tx.now - LATE)
    for digest in parts:
        await outbox_store.add(
            tx,
            Message(
                group.group_id,
                "digest",
                key if digest.part == 1 else f"{key}:{digest.part}",
                group.group_id,
                channel_id=channel_id,
                language=group.language.value,
                facts=frozen(digest),
            ),
        )


async def _tell_late(tx: Tx, group: Group, job: Job) -> None:
    """Queue a message to moderators that no digest was posted because it would be late, and that they may post one."""
    message = Message(group.group_id, "digest.late", f"{job.key}:late", group.group_id, detail=job.due_at.isoformat())
    await tell_moderators(tx, group, message)


def _check_channel(group: Group) -> int:
    channel_id = channel_of(group, "digest")
    if channel_id is None:
        raise Refused(N_("There is no channel for the digest yet. Choose one with /group setup digest_channel, then try again."))
    return channel_id
