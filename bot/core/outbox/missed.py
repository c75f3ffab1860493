"""Messages that a person did not receive because their direct messages are closed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_micros, micros
from bot.core.outbox import queue
from bot.core.outbox.model import DeliveryState
from bot.core.outbox.rows import COLUMNS, read_row

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing

CLOSED = "direct messages closed"
"""Prefix of `problem` of rows that Discord refused with error 50007 (Cannot send messages to this user)."""


async def miss(tx: Tx, outgoing: Outgoing, problem: str, *, unknown: bool = False) -> None:
    """Settle a row whose addressee can't be reached.

    Its facts are kept, so that `say_again` can deliver it; `unknown` as in `settle`.
    """
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
    """Read the messages that a person missed in all groups, oldest first."""
    # `state` repeats the condition of the partial index `outbox_missed` (see `rows.WAITING`); with a pattern as a parameter SQLite would
    # compile the statement anew each time.
    rows = await tx.all(
        f"SELECT {COLUMNS} FROM outbox WHERE user_id = ? AND state = 'dead' AND problem LIKE '{CLOSED}%' ORDER BY id", user_id
    )
    return [read_row(tx.cipher, row) for row in rows]


async def say_again(tx: Tx, outgoing: Outgoing) -> None:
    """Make a missed message pending again, due now."""
    await tx.run(
        "UPDATE outbox SET state = ?, problem = NULL, settled_at = NULL, attempts = 0, not_before = ? WHERE id = ? AND state = ?",
        DeliveryState.PENDING.value,
        micros(tx.now),
        outgoing.id,
        DeliveryState.DEAD.value,
    )
    # What edits it waits for it again, and may be overtaken meanwhile.
    await queue.check_marks(tx)
    tx.wake()
