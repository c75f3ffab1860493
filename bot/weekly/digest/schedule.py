"""The job of a group's weekly digest: when it is due, also after changes of the clock or the time zone rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.jobs import store as jobs_store
from bot.core.spreading import spread
from bot.groups import store as groups_store
from bot.weekly.digest.slots import latest_slot, slot_of, slots_after, this_week

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group
    from bot.weekly.digest.slots import Slot

JOB = "digest"
FAR = timedelta(days=14)
"""A job further ahead was scheduled while the clock was ahead: the next digest is in this week or in the next one."""


class Waits(StrEnum):
    """Why the next digest is not in the current week: it was posted already (TOLD), or its time had passed (PASSED)."""

    FOR_NOTHING = "nothing"
    TOLD = "told"
    PASSED = "passed"


class Schedule(Struct, frozen=True):
    """A group's settings, and when its next digest is due; None while it is paused."""

    group: Group
    next_at: datetime | None
    waits: Waits = Waits.FOR_NOTHING


async def schedule_next(tx: Tx, group: Group, after: datetime) -> datetime:
    """Schedule the first slot after `after` whose week has no finished job, and return when it is due."""
    for slot in slots_after(after, group, await spread(tx)):
        if await jobs_store.schedule(tx, group.group_id, JOB, _key(group, slot), slot.due_at):
            return slot.due_at
    # `slots_after` is endless; the type checker can't know that.
    raise AssertionError("weeks never end")


async def schedule_if_on(tx: Tx, group: Group) -> None:
    """Schedule the next job of a group whose digest is switched on."""
    if group.digest_on:
        await schedule_next(tx, group, tx.now)


async def why_not_this_week(tx: Tx, group: Group, next_at: datetime) -> Waits:
    """Why `next_at` is not in the current week."""
    slot = this_week(tx.now, group, await spread(tx))
    if next_at <= slot.due_at:
        return Waits.FOR_NOTHING
    return Waits.TOLD if await jobs_store.is_done(tx, _key(group, slot)) else Waits.PASSED


async def give_way(tx: Tx, group: Group, job: Job) -> bool:
    """Replace a job by that of the latest slot that is due by now; False where `job` is the latest, or that slot's job was done.

    So a bot that was down for several weeks posts one digest, not several.
    """
    slot = latest_slot(tx.now, group, await spread(tx))
    if slot.due_at <= job.due_at or not await jobs_store.schedule(tx, group.group_id, JOB, _key(group, slot), slot.due_at):
        return False
    # Nothing was posted for this week, so its key must not count as done.
    await jobs_store.forget(tx, job)
    return True


async def misplaced(tx: Tx) -> list[Job]:
    """The pending jobs of all groups that are due at another time than the group's settings and the time zone rules give now."""
    found, over = await jobs_store.pending(tx, JOB), await spread(tx)
    return [job for job in found if not _is_right(job, await groups_store.get(tx, job.group_id), tx.now, over)]


async def put_right(tx: Tx, job: Job) -> bool:
    """Move a job to its time by the present clock, time zone rules and spread; False where it is due now.

    They change while a job is pending: the rules with an update of the time zone database, the clock when it is set, the spread by
    the operator.
    """
    group = await groups_store.get(tx, job.group_id)
    due_at = _slot_of(job, group, await spread(tx)).due_at
    # Scheduled while the clock was ahead: its week lies in the future, so schedule anew instead of moving it.
    if due_at - tx.now > FAR:
        await schedule_next(tx, group, tx.now)
    elif due_at != job.due_at:
        await jobs_store.move(tx, job, due_at)
    return due_at > tx.now


def _is_right(job: Job, group: Group, now: datetime, over: timedelta) -> bool:
    due_at = _slot_of(job, group, over).due_at
    return due_at == job.due_at and due_at - now <= FAR


def _slot_of(job: Job, group: Group, over: timedelta) -> Slot:
    # The week is read from the key, not from due_at, which may be that of an old rule or a wrong clock.
    return slot_of(job.key.rsplit(":", 1)[1], group, over)


def _key(group: Group, slot: Slot) -> str:
    return f"digest:{group.group_id}:{slot.week}"
