"""Idempotency: what a person caused once is done once."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def earlier(tx: Tx, group_id: int, key: str) -> int | None:
    """The result of the same thing done before, or None: then it is ours to do, and `done` must follow.

    The key is written first, so that a concurrent transaction with the same key waits for this one to end.
    """
    claimed = await tx.run(
        "INSERT INTO actions (group_id, key, at) VALUES (?, ?, ?) ON CONFLICT (group_id, key) DO NOTHING",
        group_id,
        key,
        micros(tx.now),
    )
    if claimed:
        return None
    row = await tx.one("SELECT result_id FROM actions WHERE group_id = ? AND key = ?", group_id, key)
    assert row is not None
    return row["result_id"]


async def done(tx: Tx, group_id: int, key: str, result_id: int) -> None:
    await tx.run("UPDATE actions SET result_id = ? WHERE group_id = ? AND key = ?", result_id, group_id, key)
