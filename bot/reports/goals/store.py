"""Queries on a group's goals: which it follows, and what is counted for them besides the ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.reports.goals.model import Scheme

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx


async def scheme(tx: Tx, group_id: int) -> Scheme:
    """The table of goals that the group follows."""
    row = await tx.one("SELECT scheme FROM group_goals WHERE group_id = ?", group_id)
    return Scheme(row["scheme"]) if row else Scheme.NONE


async def choose(tx: Tx, group_id: int, chosen: Scheme) -> None:
    """Insert or replace it."""
    await tx.run(
        "INSERT INTO group_goals (group_id, scheme, set_at) VALUES (?, ?, ?)"
        " ON CONFLICT (group_id) DO UPDATE SET scheme = excluded.scheme, set_at = excluded.set_at",
        group_id,
        chosen.value,
        micros(tx.now),
    )


async def members(tx: Tx, group_id: int) -> set[int]:
    """The ids of active members with a trade, to whom referrals can be passed."""
    rows = await tx.all("SELECT user_id FROM members WHERE group_id = ? AND status = 'active' AND seat <> ''", group_id)
    return {row["user_id"] for row in rows}


async def newcomers(tx: Tx, group_id: int, period: Period) -> list[int | None]:
    """Of each active member who joined in the period, who vouched for them."""
    rows = await tx.all(
        "SELECT sponsor_id FROM members WHERE group_id = ? AND status = 'active' AND joined_at >= ? AND joined_at < ?",
        group_id,
        micros(period.start),
        micros(period.end),
    )
    return [row["sponsor_id"] for row in rows]
