"""Trades that a group looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def wanted(tx: Tx, group_id: int) -> list[str]:
    """In the order in which they were entered, as their moderators wrote them."""
    rows = await tx.all("SELECT seat FROM wanted_seats WHERE group_id = ? ORDER BY at, seat_key", group_id)
    return [row["seat"] for row in rows]


async def add(tx: Tx, group_id: int, seat: str, added_by: int) -> None:
    """The same seat by another name changes nothing."""
    await tx.run(
        "INSERT INTO wanted_seats (group_id, seat_key, seat, added_by, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, seat_key) DO NOTHING",
        group_id,
        seat_key(seat),
        seat,
        added_by,
        micros(tx.now),
    )


async def remove(tx: Tx, group_id: int, seat: str) -> bool:
    """False where nobody looked for it."""
    return await tx.run("DELETE FROM wanted_seats WHERE group_id = ? AND seat_key = ?", group_id, seat_key(seat)) > 0
