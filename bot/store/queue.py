"""The queue as its operator sees it: what waits, since when, and why. Of no message more than its kind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.outbox import Delivery, Pile
from bot.store import meta
from bot.store.engine.database import instant, micros
from bot.store.jobs import NEVER

if TYPE_CHECKING:
    from bot.store.engine.database import Tx

_SKEW = "clock_skew"


async def unsaid(tx: Tx) -> list[Pile]:
    """Everything that is not said, the largest pile first; what is in hand counts as waiting."""
    rows = await tx.all(
        "SELECT stands, kind, problem, COUNT(*) AS number, MIN(created_at) AS since"
        " FROM (SELECT CASE WHEN state = 'sending' THEN 'pending' ELSE state END AS stands, kind, COALESCE(problem, '') AS problem,"
        " created_at FROM outbox WHERE state <> 'sent') AS unsaid GROUP BY stands, kind, problem ORDER BY number DESC, kind, problem"
    )
    return [Pile(Delivery(row["stands"]), row["kind"], row["problem"], row["number"], instant(row["since"])) for row in rows]


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

    What only changes something that stands in Discord is done in either case: doing it twice does no harm, leaving it may.
    """
    if not send:
        await tx.run(
            "UPDATE outbox SET state = ?, problem = 'dropped after a restore', settled_at = ?, facts = ''"
            " WHERE state = ? AND only_edit = 0 AND (channel_id IS NOT NULL OR user_id IS NOT NULL)",
            Delivery.DEAD.value,
            micros(tx.now),
            Delivery.HELD.value,
        )
    return await tx.run(
        "UPDATE outbox SET state = ?, not_before = ? WHERE state = ?", Delivery.PENDING.value, micros(tx.now), Delivery.HELD.value
    )


async def note_skew(tx: Tx, skew: timedelta) -> None:
    """How far the machine's clock is ahead of Discord's."""
    await meta.put(tx, _SKEW, f"{skew.total_seconds():.0f}")


async def skew(tx: Tx) -> timedelta:
    return timedelta(seconds=int(await meta.get(tx, _SKEW) or 0))
