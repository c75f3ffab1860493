"""One edit a channel in five seconds: the first goes at once, the next waits, and what changes meanwhile joins it (`coalescing`).

Discord allows about five requests in five seconds on one channel's messages, new ones included
(https://docs.discord.com/developers/topics/rate-limits); so edits leave room for posts, which are never held back. The time of a channel's
last edit is that of its settled row, so that the pace outlasts a restart and holds for all processes on one store.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros
from bot.core.outbox.rows import WAITING, destination

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing

EVERY = timedelta(seconds=5)


async def postponed(tx: Tx, due: Sequence[Outgoing]) -> bool:
    """Postpone those of the due rows, in order of urgency, that edit a message too soon after another edit in its channel.

    Returns whether there was one, so that others may be taken in its place.
    """
    edits = [(row, destination(row.message)) for row in due if row.message.only_edit and row.message.channel_id is not None]
    if not edits:
        return False
    free_at = await _free_at(tx, sorted({channel for _, channel in edits}), {row.id for row, _ in edits})
    too_soon: list[tuple[int, datetime]] = []
    for row, channel in edits:
        if channel in free_at:
            too_soon.append((row.id, free_at[channel]))
        else:
            free_at[channel] = tx.now + EVERY
    for row_id, until in too_soon:
        await tx.run("UPDATE outbox SET not_before = ? WHERE id = ?", micros(until), row_id)
    return bool(too_soon)


async def _free_at(tx: Tx, channels: Sequence[str], due: set[int]) -> dict[str, datetime]:
    """When the next edit may be made, by destination; without those that are free now."""
    among = f"destination IN ({', '.join('?' * len(channels))})"
    # A time after now is from before the clock was set back, and says nothing.
    made = await tx.all(
        f"SELECT destination, MAX(settled_at) AS at FROM outbox WHERE settled_at > ? AND settled_at <= ? AND {among}"
        " AND message_id IS NOT NULL GROUP BY destination",
        micros(tx.now - EVERY),
        micros(tx.now),
        *channels,
    )
    free_at = {row["destination"]: instant(row["at"]) + EVERY for row in made}
    under_way = await tx.all(f"SELECT id, destination FROM outbox WHERE {among} AND {WAITING} AND state = 'sending'", *channels)
    return free_at | {row["destination"]: tx.now + EVERY for row in under_way if row["id"] not in due}
