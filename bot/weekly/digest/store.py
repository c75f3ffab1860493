"""Stores until when a group's digests have reported."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx


async def told_until(tx: Tx, group_id: int) -> datetime | None:
    """The end of the last scheduled digest's period; None before the first."""
    row = await tx.one("SELECT digest_told_until FROM groups WHERE group_id = ?", group_id)
    return maybe_instant(row["digest_told_until"]) if row else None


async def told(tx: Tx, group_id: int, until: datetime) -> None:
    """Store the end of the period of a digest that was queued."""
    await tx.run("UPDATE groups SET digest_told_until = ? WHERE group_id = ?", micros(until), group_id)
