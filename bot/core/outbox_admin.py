"""The queue as its operator sees it: what waits, since when, and why. Of no message more than its kind."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.db import meta as store_meta
from bot.core.db.database import instant, micros
from bot.core.feature import Urgency
from bot.core.jobs.store import NEVER
from bot.core.outbox.model import DeliveryState, Pile
from bot.core.outbox.store import LEASE

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_SKEW, _WRONG, _LATEST = "clock_skew", "clock_wrong", "clock_latest"


async def unsaid(tx: Tx) -> list[Pile]:
    """Everything that is not said, the largest pile first; what is in hand counts as waiting."""
    rows = await tx.all(
        "SELECT stands, kind, problem, COUNT(*) AS number, MIN(created_at) AS since"
        " FROM (SELECT CASE WHEN state = 'sending' THEN 'pending' ELSE state END AS stands, kind, COALESCE(problem, '') AS problem,"
        " created_at FROM outbox WHERE state <> 'sent') AS unsaid GROUP BY stands, kind, problem ORDER BY number DESC, kind, problem"
    )
    return [Pile(DeliveryState(row["stands"]), row["kind"], row["problem"], row["number"], instant(row["since"])) for row in rows]


async def failed_jobs(tx: Tx) -> dict[str, int]:
    """How many jobs of each kind failed, and are to be tried again."""
    rows = await tx.all(
        "SELECT kind, COUNT(*) AS number FROM jobs WHERE done_at IS NULL AND not_before > due_at AND not_before < ?"
        " GROUP BY kind ORDER BY kind",
        micros(NEVER),
    )
    return {row["kind"]: row["number"] for row in rows}


async def decide_held(tx: Tx, *, send: bool) -> int:
    """Let the messages that a restore held back be sent, or never be; how many are sent.

    Each may have been said since the copy was made: it is looked for before it is sent, and what follows on a dropped one looks
    for it too. What only changes something that stands in Discord is done in either case: doing it twice does no harm, leaving
    it may.
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
    """How far the machine's clock is ahead of Discord's."""
    await store_meta.put(tx, _SKEW, f"{skew.total_seconds():.0f}")


async def skew(tx: Tx) -> timedelta:
    return timedelta(seconds=int(await store_meta.get(tx, _SKEW) or 0))


async def wrong_since(tx: Tx) -> str:
    """Since when the clock is wrong, by that clock: the same text until it is right, after a restart too."""
    since = await store_meta.get(tx, _WRONG)
    if since is None:
        since = f"{micros(tx.now)}"
        await store_meta.put(tx, _WRONG, since)
    return since


async def clock_is_right(tx: Tx) -> None:
    await store_meta.drop(tx, _WRONG)


async def note_latest(tx: Tx) -> None:
    """The store was worked on at this time."""
    await store_meta.put(tx, _LATEST, f"{micros(tx.now)}")


async def latest(tx: Tx) -> datetime:
    """When it last was, as far as that was noted: later than now only where the clock was set back."""
    noted = await store_meta.get(tx, _LATEST)
    return tx.now if noted is None else instant(int(noted))


async def set_back(tx: Tx, by: timedelta) -> None:
    """The time went back: let what waits to be tried again wait no longer for that. What falls due by the calendar stays.

    What is in some worker's hands stays too: its lease is short.
    """
    span, in_hand = micros(instant(0) + by), micros(tx.now + LEASE)
    for urgency in Urgency:
        await tx.run(
            "UPDATE outbox SET not_before = not_before - ? WHERE state IN ('pending', 'sending') AND urgency = ? AND not_before > ?",
            span,
            urgency.value,
            in_hand,
        )
    await tx.run(
        "UPDATE jobs SET not_before = not_before - ? WHERE done_at IS NULL AND not_before > ? AND not_before > due_at AND not_before < ?",
        span,
        in_hand,
        micros(NEVER),
    )
    tx.wake()
