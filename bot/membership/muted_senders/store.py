"""Queries on muted senders."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def add(tx: Tx, group_id: int, user_id: int, sender_id: int) -> None:
    """Mute a sender; one who is muted stays so since then."""
    await tx.run(
        "INSERT INTO muted_senders (group_id, user_id, sender_id, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id, sender_id) DO NOTHING",
        group_id,
        user_id,
        sender_id,
        micros(tx.now),
    )


async def remove(tx: Tx, group_id: int, user_id: int, sender_id: int) -> None:
    """Hear a sender again; without a row nothing happens."""
    await tx.run("DELETE FROM muted_senders WHERE group_id = ? AND user_id = ? AND sender_id = ?", group_id, user_id, sender_id)


async def of(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of those whom the member muted."""
    rows = await tx.all("SELECT sender_id FROM muted_senders WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return [row["sender_id"] for row in rows]


async def is_muted(tx: Tx, group_id: int, user_id: int, sender_id: int) -> bool:
    """Whether `user_id` muted `sender_id`."""
    sql = "SELECT 1 FROM muted_senders WHERE group_id = ? AND user_id = ? AND sender_id = ?"
    return await tx.one(sql, group_id, user_id, sender_id) is not None
