"""Queries for the operator: waiting and failed messages and jobs by count, and what is known of the machine's clock."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db import meta as store_meta
from bot.core.db.database import instant, maybe_instant, micros
from bot.core.feature import Urgency
from bot.core.jobs.store import NEVER
from bot.core.outbox.model import DeliveryState, Pile
from bot.core.outbox.rows import WAITING
from bot.core.outbox.store import LEASE

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_SKEW, _WRONG, LATEST = "clock_skew", "clock_wrong", "clock_latest"
_FULL = "store_full"
_HOUR = 3_600_000_000
"""In microseconds."""


async def unsaid(tx: Tx) -> list[Pile]:
    """Count the undelivered messages by state, kind and problem, the largest count first; `sending` counts as pending."""
    rows = await tx.all(
        "SELECT stands, kind, problem, COUNT(*) AS number, MIN(created_at) AS since"
        " FROM (SELECT CASE WHEN state = 'sending' THEN 'pending' ELSE state END AS stands, kind, COALESCE(problem, '') AS problem,"
        " created_at FROM outbox WHERE state <> 'sent') AS unsaid GROUP BY stands, kind, problem ORDER BY number DESC, kind, problem"
    )
    return [Pile(DeliveryState(row["stands"]), row["kind"], row["problem"], row["number"], instant(row["since"])) for row in rows]


class Backlog(Struct, frozen=True):
    """Undelivered messages: how many `waiting`, the `age` of the oldest, and for how long one has been due (`overdue`)."""

    waiting: int
    age: timedelta
    overdue: timedelta


async def backlog(tx: Tx) -> Backlog:
    """Measure what waits in the outbox, `sending` included."""
    row = await tx.one(f"SELECT COUNT(*) AS number, MIN(created_at) AS oldest FROM outbox WHERE {WAITING}")
    # A row behind another of its destination, or after a certain one, waits for that one's retry and is not due by itself.
    first = await tx.one(
        f"SELECT MIN(not_before) AS due FROM outbox AS o WHERE o.{WAITING} AND blocked_by IS NULL AND after_key IS NULL AND NOT EXISTS"
        f" (SELECT 1 FROM outbox AS e WHERE e.destination = o.destination AND e.id < o.id AND e.{WAITING})"
    )
    assert row is not None, "it counts"
    return Backlog(row["number"], _since(tx, row["oldest"]), _since(tx, first["due"] if first else None))


def _since(tx: Tx, moment: int | None) -> timedelta:
    return timedelta() if moment is None else max(timedelta(), tx.now - instant(moment))


async def busiest_group(tx: Tx) -> tuple[int, int]:
    """The group for which most messages were queued within the last hour, and their number; zeros where there were none."""
    row = await tx.one(
        "SELECT group_id, COUNT(*) AS number FROM outbox WHERE created_at > ? GROUP BY group_id ORDER BY number DESC, group_id LIMIT 1",
        micros(tx.now - timedelta(hours=1)),
    )
    return (row["group_id"], row["number"]) if row else (0, 0)


async def last_digest_at(tx: Tx) -> datetime | None:
    """The end of the newest period that a scheduled digest of any group has reported."""
    row = await tx.one("SELECT MAX(digest_told_until) AS newest FROM groups")
    return maybe_instant(row["newest"]) if row else None


async def fullest_hour(tx: Tx) -> tuple[datetime | None, int]:
    """The hour in which most groups' digests are due next, and their number; None where none is due."""
    row = await tx.one(
        "SELECT due_at / ? AS hour, COUNT(*) AS number FROM jobs WHERE kind = 'digest' AND done_at IS NULL AND not_before < ?"
        " GROUP BY 1 ORDER BY number DESC, hour LIMIT 1",
        _HOUR,
        micros(NEVER),
    )
    return (instant(row["hour"] * _HOUR), row["number"]) if row else (None, 0)


async def failed_jobs(tx: Tx) -> dict[str, int]:
    """The number of jobs of each kind that failed and will be retried."""
    rows = await tx.all(
        # A retry is due later than the job itself; a job that rests has NEVER.
        "SELECT kind, COUNT(*) AS number FROM jobs WHERE done_at IS NULL AND not_before > due_at AND not_before < ?"
        " GROUP BY kind ORDER BY kind",
        micros(NEVER),
    )
    return {row["kind"]: row["number"] for row in rows}


async def decide_held(tx: Tx, *, send: bool) -> int:
    """Send the messages that a restore held back, or give them up; returns how many are sent.

    Each may have been delivered after the backup was made, so `first_sent_at` is set: it is searched for before it is sent, and
    later rows of its subject search for it where it is dropped. Edits and other requests are executed in both cases, because
    executing them twice has no further effect.
    """
    await tx.run(
        "UPDATE outbox SET first_sent_at = COALESCE(first_sent_at, created_at) WHERE state = ? AND only_edit = 0"
        " AND (channel_id IS NOT NULL OR user_id IS NOT NULL)",
        DeliveryState.HELD.value,
    )
    if not send:
        await tx.run(
            "UPDATE outbox SET state = ?, problem = 'dropped after a restore', settled_at = ?, facts = ''"
            " WHERE state = ? AND only_edit = 0 AND (channel_id IS NOT NULL OR user_id IS NOT NULL)",
            DeliveryState.DEAD.value,
            micros(tx.now),
            DeliveryState.HELD.value,
        )
    return await tx.run(
        "UPDATE outbox SET state = ?, not_before = ? WHERE state = ?",
        DeliveryState.PENDING.value,
        micros(tx.now),
        DeliveryState.HELD.value,
    )


async def note_skew(tx: Tx, skew: timedelta) -> None:
    """Store how far the machine's clock is ahead of Discord's, in whole seconds."""
    await store_meta.put(tx, _SKEW, f"{skew.total_seconds():.0f}")


async def skew(tx: Tx) -> timedelta:
    """How far the machine's clock was ahead of Discord's when it was last compared; zero before that."""
    return timedelta(seconds=int(await store_meta.get(tx, _SKEW) or 0))


async def wrong_since(tx: Tx) -> str:
    """When the clock was first found wrong, in its own microseconds, as text: an id of this incident, stable over restarts."""
    since = await store_meta.get(tx, _WRONG)
    if since is None:
        since = f"{micros(tx.now)}"
        await store_meta.put(tx, _WRONG, since)
    return since


async def clock_is_right(tx: Tx) -> None:
    """End the incident that `wrong_since` began."""
    await store_meta.drop(tx, _WRONG)


async def note_full(tx: Tx) -> None:
    """Store the present time as that at which the store had room again."""
    await store_meta.put(tx, _FULL, f"{micros(tx.now)}")


async def full_until(tx: Tx) -> datetime | None:
    """When the store had room again after it last had none; None where it always had."""
    noted = await store_meta.get(tx, _FULL)
    return None if noted is None else instant(int(noted))


async def note_latest(tx: Tx) -> None:
    """Store the present time as the latest at which the store was in use."""
    await store_meta.put(tx, LATEST, f"{micros(tx.now)}")


async def latest(tx: Tx) -> datetime:
    """The time of the last `note_latest`; later than now only where the clock was set back."""
    noted = await store_meta.get(tx, LATEST)
    return tx.now if noted is None else instant(int(noted))


async def set_back(tx: Tx, by: timedelta) -> None:
    """Move the retries of messages and jobs back by `by`, after the clock was set back by that much.

    Due times by the calendar stay. So does what is due within the lease, which a worker may be delivering.
    """
    span, in_hand = micros(instant(0) + by), micros(tx.now + LEASE)
    moved = f"UPDATE outbox SET not_before = not_before - ? WHERE {WAITING} AND not_before > ?"
    # One statement each, because the index `outbox_due` begins with the urgency, and has no row that is marked as behind another.
    for urgency in Urgency:
        await tx.run(f"{moved} AND urgency = ? AND blocked_by IS NULL", span, in_hand, urgency.value)
    await tx.run(f"{moved} AND blocked_by IS NOT NULL", span, in_hand)
    await tx.run(
        "UPDATE jobs SET not_before = not_before - ? WHERE done_at IS NULL AND not_before > ? AND not_before > due_at AND not_before < ?",
        span,
        in_hand,
        micros(NEVER),
    )
    tx.wake()
