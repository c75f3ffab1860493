"""Idempotency keys: what a person caused is executed once, also where Discord delivers it twice or they submit it again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def earlier(tx: Tx, group_id: int, key: str) -> int | None:
    """The result of an earlier action with this key; None where there is none: the caller then acts and calls `done`.

    Inserts the key before anything else, so that a concurrent transaction with the same key waits on the unique index until this
    one has ended, and then finds its result (https://www.postgresql.org/docs/current/index-unique-checks.html).
    """
    claimed = await tx.run(
        "INSERT INTO actions (group_id, key, at) VALUES (?, ?, ?) ON CONFLICT (group_id, key) DO NOTHING",
        group_id,
        key,
        micros(tx.now),
    )
    # Committed by the earlier transaction: at REPEATABLE READ a conflict with a later one fails and is run again.
    return None if claimed else await result(tx, group_id, key)


async def result(tx: Tx, group_id: int, key: str) -> int | None:
    """The result of a committed action with this key, without claiming it; None where there is none."""
    row = await tx.one("SELECT result_id FROM actions WHERE group_id = ? AND key = ?", group_id, key)
    return row["result_id"] if row else None


async def done(tx: Tx, group_id: int, key: str, result_id: int) -> None:
    """Store the id that the action resulted in, which `earlier` returns from now on."""
    await tx.run("UPDATE actions SET result_id = ? WHERE group_id = ? AND key = ?", result_id, group_id, key)
