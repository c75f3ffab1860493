"""The weekly digest: when it is due, what it says."""

from __future__ import annotations

import dataclasses
import json
from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import TYPE_CHECKING, Any

from bot.model.digests import Block, Digest, in_messages
from bot.model.kinds import channel_of
from bot.model.log import LogEntry
from bot.model.outbox import Message
from bot.model.slots import told_of
from bot.model.weeks import Period, PeriodName, period
from bot.model.words import N_, Refused
from bot.services import own_news
from bot.services.digest_blocks import CONTRIBUTIONS
from bot.services.digest_schedule import JOB, Schedule, give_way, put_right, schedule_next, why_not_this_week
from bot.services.membership import moderated_group
from bot.services.transactions import Service, reads, writes
from bot.store import actions, digests, groups, jobs, log, outbox

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.model.groups import Group, Weekday
    from bot.model.jobs import Job
    from bot.store.engine.database import Tx

LATE = timedelta(days=1)
"""How late a digest may still be posted by itself after the bot was away."""


class Digests(Service):
    @writes
    async def schedule(self, tx: Tx, actor: Actor, day: Weekday, clock: time) -> Schedule:
        """Post every week at that local time, from the next such moment on. Raises Refused."""
        before = await moderated_group(tx, actor)
        _check_channel(before)
        group = replace(before, digest_day=day, digest_time=clock, digest_on=True)
        await groups.save(tx, group)
        next_at = await schedule_next(tx, group, tx.now)
        await log.write(
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
        """Post no digest by the clock until one is scheduled again. Raises Refused."""
        group = replace(await moderated_group(tx, actor), digest_on=False)
        await groups.save(tx, group)
        await jobs.cancel(tx, group.group_id, JOB)
        await log.write(tx, LogEntry(actor.group_id, actor.user_id, "digest.pause", "digest"))
        return Schedule(group, None)

    @reads
    async def show(self, tx: Tx, actor: Actor) -> Schedule:
        group = await moderated_group(tx, actor)
        return Schedule(group, await jobs.next_of(tx, actor.group_id, JOB))

    @writes
    async def preview(self, tx: Tx, actor: Actor) -> tuple[Group, list[Digest]]:
        """The running week so far, as `post` would post it. It writes no more than totals that are told once. Raises Refused."""
        group = await moderated_group(tx, actor)
        return group, await _compose(tx, group, _week_so_far(group, tx.now))

    @writes
    async def post(self, tx: Tx, actor: Actor, action: str) -> Group:
        """Post the running week so far, now. The same `action` again posts nothing more. Raises Refused."""
        group = await moderated_group(tx, actor)
        channel_id = _check_channel(group)
        if await actions.earlier(tx, group.group_id, action) is None:
            digest = await _compose(tx, group, _week_so_far(group, tx.now))
            await _put_out(tx, group, channel_id, f"digest:{group.group_id}:{action}", digest)
            await actions.done(tx, group.group_id, action, 0)
            await log.write(tx, LogEntry(actor.group_id, actor.user_id, "digest.post", "digest"))
        return group

    @writes
    async def run(self, tx: Tx, job: Job) -> None:
        """What happens when a digest falls due: what came since the last one is told, and the next one is scheduled.

        After an absence only the newest that was missed is posted. Where that would be late too, moderators are told, and the
        next digest is simply the next one.
        """
        if await put_right(tx, job) or not await jobs.finish(tx, job):
            return
        group = await groups.get(tx, job.group_id)
        if not group.digest_on or await give_way(tx, group, job):
            return
        if tx.now - job.due_at >= LATE:
            await _tell_late(tx, group, job)
            await jobs.forget(tx, job)  # its week was not told
        elif (channel_id := channel_of(group, "digest")) is not None:
            span = told_of(job.due_at, await digests.told_until(tx, group.group_id), group)
            await _put_out(tx, group, channel_id, job.key, await _compose(tx, group, span))
            await own_news.put_out(tx, group, job.key, span)
            await digests.told(tx, group.group_id, span.end)
        await schedule_next(tx, group, max(tx.now, job.due_at))


def frozen(digest: Digest) -> str:
    """The facts as they are kept in the outbox."""
    return json.dumps(dataclasses.asdict(digest), default=datetime.isoformat, ensure_ascii=False)


def thawed(facts: str) -> Digest:
    kept: dict[str, Any] = json.loads(facts)
    span = kept["period"]
    return Digest(
        period=Period(datetime.fromisoformat(span["start"]), datetime.fromisoformat(span["end"])),
        blocks=tuple(Block(**block) for block in kept["blocks"]),
        part=kept["part"],
    )


async def _put_out(tx: Tx, group: Group, channel_id: int, key: str, parts: list[Digest]) -> None:
    """Have it posted, one message after the other. An earlier one that no channel took is not posted any more."""
    await outbox.supersede(tx, group.group_id, "digest", tx.now - LATE)
    for digest in parts:
        await outbox.add(
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
    """Nothing was posted, for it would be old news: moderators may post what there is."""
    channel_id = channel_of(group, "digest.late")
    await outbox.add(
        tx,
        Message(
            group.group_id,
            "digest.late",
            f"{job.key}:late",
            group.group_id,
            channel_id=channel_id,
            user_id=group.set_up_by if channel_id is None else None,
            language=group.language.value,
            detail=job.due_at.isoformat(),
        ),
    )


async def _compose(tx: Tx, group: Group, span: Period) -> list[Digest]:
    """The digest of a period, over as many messages as its thanks need."""
    blocks = [block for contribute in CONTRIBUTIONS if (block := await contribute(tx, group, span)) is not None]
    return in_messages(span, blocks, len(group.language.tags))


def _week_so_far(group: Group, now: datetime) -> Period:
    week = period(PeriodName.THIS_WEEK, now, group.zone, group.week_starts)
    return Period(week.start, min(now + timedelta(microseconds=1), week.end))


def _check_channel(group: Group) -> int:
    channel_id = channel_of(group, "digest")
    if channel_id is None:
        raise Refused(N_("There is no channel for the digest yet. Choose one with /group setup digest_channel, then try again."))
    return channel_id
