"""Queries on who asked to be told when a member is back from leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def for_return(tx: Tx, group_id: int, member_id: int, user_id: int) -> None:
    """Store that `user_id` asked to be told when `member_id` is back; repeated, it changes nothing."""
    await tx.run(
        "INSERT INTO return_waits (group_id, member_id, user_id, at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, member_id, user_id) DO NOTHING",
        group_id,
        member_id,
        user_id,
        micros(tx.now),
    )


async def is_back(tx: Tx, group_id: int, member_id: int) -> list[int]:
    """Delete the requests about a member and return their authors' ids."""
    # RETURNING reads and deletes in one statement, so that each request is answered once.
    rows = await tx.all("DELETE FROM return_waits WHERE group_id = ? AND member_id = ? RETURNING user_id", group_id, member_id)
    return sorted(row["user_id"] for row in rows)
