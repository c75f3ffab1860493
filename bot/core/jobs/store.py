"""Queries on jobs: work that falls due at a time.

Conditions of the partial indexes (`done_at IS NULL`) are literals in each statement: with a parameter in their place the planner can't
use the index (https://www.sqlite.org/partialindex.html#queries_using_partial_indexes).
"""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import instant, maybe_instant, micros
from bot.core.declarations import DeclarationError, declared
from bot.core.jobs.model import Job

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Row, Tx

KEPT = timedelta(days=40)
"""How long a finished job is kept, so that its key can't be added again."""
SWEPT_AT_ONCE = 1000
"""Maximum number of rows that one sweep deletes, so that its transaction stays short."""
NEVER = datetime(9999, 1, 1, tzinfo=UTC)
"""`not_before` of jobs that rest because the bot can't reach their group; `resume` ends that."""
LEASE = timedelta(minutes=2)
"""For how long a claimed job is hidden from other workers. After that, as when the worker died, another one claims it."""


async def schedule(tx: Tx, group_id: int, kind: str, key: str, due_at: datetime) -> bool:
    """Replace the group's pending jobs of this kind by one; False where a finished job has that key, and then none is pending."""
    # Deleted first: the new job may have the key of the pending one, and keys are unique.
    await cancel(tx, group_id, kind)
    return await add(tx, group_id, kind, key, due_at)


async def add(tx: Tx, group_id: int, kind: str, key: str, due_at: datetime) -> bool:
    """Insert a job; False where its key exists already.

    Raises DeclarationError for a kind that no feature declares.
    """
    if kind not in declared().jobs:
        raise DeclarationError(f"No feature declares jobs of the kind {kind}.")
    written = await tx.run(
        # The unique key decides, not a query before it: two transactions that add the same job store it once.
        "INSERT INTO jobs (group_id, kind, key, due_at, not_before) VALUES (?, ?, ?, ?, ?) ON CONFLICT (key) DO NOTHING",
        group_id,
        kind,
        key,
        micros(due_at),
        micros(due_at),
    )
    tx.wake()
    return bool(written)


async def cancel(tx: Tx, group_id: int, kind: str) -> None:
    """Delete the group's pending jobs of this kind."""
    await tx.run("DELETE FROM jobs WHERE group_id = ? AND kind = ? AND done_at IS NULL", group_id, kind)


async def due(tx: Tx, limit: int, lock: str = "") -> list[Job]:
    """Read at most `limit` jobs that may run now, earliest first; `lock` is a locking clause that is added to the statement."""
    rows = await tx.all(
        "SELECT id, group_id, kind, key, due_at FROM jobs WHERE done_at IS NULL AND not_before <= ?"
        f" ORDER BY not_before, id LIMIT ?{lock}",
        micros(tx.now),
        limit,
    )
    return [_job(row) for row in rows]


async def claim_due(tx: Tx, limit: int) -> list[Job]:
    """Read due jobs and lease them to this worker: until LEASE is over no other worker gets them."""
    # SKIP LOCKED gives concurrent workers different rows instead of making them wait for each other.
    found = await due(tx, limit, tx.skip_locked)
    if found:
        # Not marked as done: if this worker dies, the lease ends and another one runs the job.
        places = ", ".join("?" * len(found))
        await tx.run(f"UPDATE jobs SET not_before = ? WHERE id IN ({places})", micros(tx.now + LEASE), *(job.id for job in found))
    return found


async def finish(tx: Tx, job: Job) -> bool:
    """Mark a job as done; False where it already was."""
    return bool(await tx.run("UPDATE jobs SET done_at = ? WHERE id = ? AND done_at IS NULL", micros(tx.now), job.id))


async def forget(tx: Tx, job: Job) -> None:
    """Delete a job that did nothing, so that its key can be added again."""
    await tx.run("DELETE FROM jobs WHERE id = ?", job.id)


async def is_done(tx: Tx, key: str) -> bool:
    """Whether the job with this key was done."""
    row = await tx.one("SELECT done_at FROM jobs WHERE key = ?", key)
    return row is not None and row["done_at"] is not None


async def pending(tx: Tx, kind: str) -> list[Job]:
    """Read the pending jobs of a kind in all groups.

    `group_id > 0` is always true; it lets the planner use the partial index, whose first column is the group.
    """
    rows = await tx.all(
        "SELECT id, group_id, kind, key, due_at FROM jobs WHERE group_id > 0 AND kind = ? AND done_at IS NULL ORDER BY group_id",
        kind,
    )
    return [_job(row) for row in rows]


async def move(tx: Tx, job: Job, due_at: datetime) -> None:
    """Change when a pending job is due. A resting job goes on resting; the new time holds from `resume`."""
    await tx.run(
        # `due_at` in the condition makes the update apply once if two workers move the job.
        "UPDATE jobs SET due_at = ?, not_before = CASE WHEN not_before = ? THEN not_before ELSE ? END"
        " WHERE id = ? AND due_at = ? AND done_at IS NULL",
        micros(due_at),
        micros(NEVER),
        micros(due_at),
        job.id,
        micros(job.due_at),
    )
    tx.wake()


async def sweep(tx: Tx) -> int:
    """Delete up to SWEPT_AT_ONCE jobs done more than KEPT ago, unless the clock is untrusted; returns how many."""
    if not tx.clock_is_trusted:
        return 0
    rows = await tx.all("SELECT id FROM jobs WHERE done_at < ? ORDER BY done_at LIMIT ?", micros(tx.now - KEPT), SWEPT_AT_ONCE)
    for row in rows:
        await tx.run("DELETE FROM jobs WHERE id = ?", row["id"])
    return len(rows)


async def postpone(tx: Tx, job: Job, until: datetime) -> None:
    """Retry a failed job not before `until`; other jobs run meanwhile."""
    await tx.run("UPDATE jobs SET not_before = ? WHERE id = ?", micros(until), job.id)
    tx.wake()


async def again(tx: Tx, job: Job, due_at: datetime) -> bool:
    """Move a recurring job to its next time, in the same row; False where another worker did that already."""
    # One row for all its times: a daily job leaves no finished rows behind, and a condition on `due_at` lets one of two
    # workers through.
    moved = await tx.run(
        "UPDATE jobs SET due_at = ?, not_before = ? WHERE id = ? AND due_at = ? AND done_at IS NULL",
        micros(due_at),
        micros(due_at),
        job.id,
        micros(job.due_at),
    )
    tx.wake()
    return bool(moved)


async def rest(tx: Tx, group_id: int, kinds: Iterable[str]) -> None:
    """Suspend the group's pending jobs of these kinds until `resume`."""
    for kind in kinds:
        await tx.run(
            # `due_at` stays, by which `resume` knows the time again.
            "UPDATE jobs SET not_before = ? WHERE group_id = ? AND kind = ? AND done_at IS NULL",
            micros(NEVER),
            group_id,
            kind,
        )


async def resume(tx: Tx, group_id: int) -> None:
    """Resume the group's resting jobs, each at its due time, or at once where that has passed."""
    await tx.run(
        "UPDATE jobs SET not_before = due_at WHERE group_id = ? AND not_before = ? AND done_at IS NULL", group_id, micros(NEVER)
    )
    tx.wake()


async def resting(tx: Tx) -> list[int]:
    """The ids of the groups that have a resting job."""
    rows = await tx.all("SELECT DISTINCT group_id FROM jobs WHERE not_before = ? AND done_at IS NULL", micros(NEVER))
    return [row["group_id"] for row in rows]


async def rests(tx: Tx, group_id: int) -> bool:
    """Whether the group has a resting job."""
    row = await tx.one("SELECT 1 FROM jobs WHERE group_id = ? AND not_before = ? AND done_at IS NULL", group_id, micros(NEVER))
    return row is not None


async def next_due(tx: Tx) -> datetime | None:
    """When the next job that is not yet due may run; None where there is none."""
    row = await tx.one("SELECT MIN(not_before) AS due_at FROM jobs WHERE done_at IS NULL AND not_before > ?", micros(tx.now))
    return maybe_instant(row["due_at"]) if row else None


async def next_of(tx: Tx, group_id: int, kind: str) -> datetime | None:
    """When the group's next pending job of this kind is due; None where there is none."""
    row = await tx.one(
        "SELECT MIN(due_at) AS due_at FROM jobs WHERE group_id = ? AND kind = ? AND done_at IS NULL", group_id, kind
    )
    return maybe_instant(row["due_at"]) if row else None


def _job(row: Row) -> Job:
    return Job(row["id"], row["group_id"], row["kind"], row["key"], instant(row["due_at"]))
