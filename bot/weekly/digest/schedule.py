"""When a group's digest falls due: the one job that waits for it, and how that stays right whatever clocks and calendars do."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.jobs import store as jobs_store
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
"""No digest is so far ahead, unless the clock was when it was scheduled: the week told and the one after it are shorter."""


class Waits(StrEnum):
    """Why the next digest is not this week's."""

    FOR_NOTHING = "nothing"
    TOLD = "told"
    PASSED = "passed"


@dataclass(frozen=True, slots=True)
class Schedule:
    """The group, and when its next digest is due (None while it is off)."""

    group: Group
    next_at: datetime | None
    waits: Waits = Waits.FOR_NOTHING


async def schedule_next(tx: Tx, group: Group, after: datetime) -> datetime:
    """Write the next job. One a week: where this week's was posted already, it is next week's."""
    for slot in slots_after(after, group):
        if await jobs_store.schedule(tx, group.group_id, JOB, _key(group, slot), slot.due_at):
            return slot.due_at
    raise AssertionError("weeks never end")


async def schedule_if_on(tx: Tx, group: Group) -> None:
    """Write the next job of a group that has a digest by the clock."""
    if group.digest_on:
        await schedule_next(tx, group, tx.now)


async def why_not_this_week(tx: Tx, group: Group, next_at: datetime) -> Waits:
    """What keeps the next digest out of the running week."""
    slot = this_week(tx.now, group)
    if next_at <= slot.due_at:
        return Waits.FOR_NOTHING
    return Waits.TOLD if await jobs_store.is_done(tx, _key(group, slot)) else Waits.PASSED


async def give_way(tx: Tx, group: Group, job: Job) -> bool:
    """Where the bot was away for so long that a later digest than this job's is due by now: have that one instead."""
    slot = latest_slot(tx.now, group)
    if slot.due_at <= job.due_at or not await jobs_store.schedule(tx, group.group_id, JOB, _key(group, slot), slot.due_at):
        return False
    await jobs_store.forget(tx, job)
    return True


async def misplaced(tx: Tx) -> list[Job]:
    """The jobs of all groups that do not fall due when they should."""
    found = await jobs_store.pending(tx, JOB)
    return [job for job in found if not _is_right(job, await groups_store.get(tx, job.group_id), tx.now)]


async def put_right(tx: Tx, job: Job) -> bool:
    """Let a job fall due when it should, by the clock and the rules of zones as they are now; False where it is due now.

    Both change under a job that waits: the rules with an update of the system, the clock when somebody sets it.
    """
    group = await groups_store.get(tx, job.group_id)
    due_at = _slot_of(job, group).due_at
    if due_at - tx.now > FAR:
        await schedule_next(tx, group, tx.now)
    elif due_at != job.due_at:
        await jobs_store.move(tx, job, due_at)
    return due_at > tx.now


def _is_right(job: Job, group: Group, now: datetime) -> bool:
    due_at = _slot_of(job, group).due_at
    return due_at == job.due_at and due_at - now <= FAR


def _slot_of(job: Job, group: Group) -> Slot:
    return slot_of(job.key.rsplit(":", 1)[1], group)


def _key(group: Group, slot: Slot) -> str:
    return f"digest:{group.group_id}:{slot.week}"
