"""What somebody missed because their direct messages were closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_micros, micros
from bot.core.outbox.model import DeliveryState
from bot.core.outbox.rows import COLUMNS, read_row

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing

CLOSED = "direct messages closed"
"""How the problem of such a row begins."""


async def miss(tx: Tx, outgoing: Outgoing, problem: str, *, unknown: bool = False) -> None:
    """Settle a row that its addressee does not get. It keeps what it takes to say it after all; `unknown` as in `outbox.settle`."""
    first = "first_sent_at" if unknown else "?"
    await tx.run(
        f"UPDATE outbox SET state = ?, problem = ?, settled_at = ?, first_sent_at = {first} WHERE id = ?",
        DeliveryState.DEAD.value,
        problem,
        micros(tx.now),
        *([] if unknown else [None if outgoing.message.only_edit else maybe_micros(outgoing.first_sent_at)]),
        outgoing.id,
    )
    tx.wake()


async def of_person(tx: Tx, user_id: int) -> list[Outgoing]:
    """What they missed in all of their groups, oldest first."""
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM outbox WHERE user_id = ? AND state = 'dead' AND problem LIKE ? ORDER BY id", user_id, f"{CLOSED}%"
    )
    return [read_row(row) for row in rows]


async def say_again(tx: Tx, outgoing: Outgoing) -> None:
    """Let it be said now."""
    await tx.run(
        "UPDATE outbox SET state = ?, problem = NULL, settled_at = NULL, attempts = 0, not_before = ? WHERE id = ? AND state = ?",
        DeliveryState.PENDING.value,
        micros(tx.now),
        outgoing.id,
        DeliveryState.DEAD.value,
    )
    tx.wake()
