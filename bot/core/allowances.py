"""Queries on allowances. A row is written with the act that it counts; a refused act rolls back and counts nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros
from bot.core.declarations import DeclarationError, declared
from bot.core.limit import spent

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def take(tx: Tx, group_id: int, user_id: int, act: str) -> None:
    """Count one act of the person. Raises TooOften, and DeclarationError for an act that no feature declares.

    Of concurrent transactions one fails to serialise and is run again on PostgreSQL; SQLite has one writer.
    """
    limit = declared().limits.get(act)
    if limit is None:
        raise DeclarationError(f"No feature declares a limit for {act}.")
    row = await tx.one("SELECT full_at FROM allowances WHERE group_id = ? AND user_id = ? AND act = ?", group_id, user_id, act)
    full_at = spent(limit, maybe_instant(row["full_at"]) if row else None, tx.now)
    await tx.run(
        "INSERT INTO allowances (group_id, user_id, act, full_at) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, user_id, act) DO UPDATE SET full_at = excluded.full_at",
        group_id,
        user_id,
        act,
        micros(full_at),
    )


async def prune(tx: Tx, group_id: int) -> None:
    """Delete the group's rows, and those of direct messages (group 0), whose allowance is whole again; only by a trusted clock."""
    if tx.clock_is_trusted:
        await tx.run("DELETE FROM allowances WHERE group_id IN (?, 0) AND full_at <= ?", group_id, micros(tx.now))
