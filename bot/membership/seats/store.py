"""Queries on the trades that a group looks for."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def wanted(tx: Tx, group_id: int) -> list[str]:
    """The trades as moderators wrote them, oldest entry first."""
    rows = await tx.all("SELECT seat FROM wanted_seats WHERE group_id = ? ORDER BY at, seat_key", group_id)
    return [row["seat"] for row in rows]


async def add(tx: Tx, group_id: int, seat: str, added_by: int) -> None:
    """Insert a trade; does nothing where it is stored under any of its names."""
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
    """Delete a trade by any of its names; whether the group looked for it.

    Compared by the text: a stored key is that of the catalogue of its time, in which the trade may have had fewer names.
    """
    rows = await tx.all("SELECT seat_key, seat FROM wanted_seats WHERE group_id = ?", group_id)
    meant = [row["seat_key"] for row in rows if seat_key(row["seat"]) == seat_key(seat)]
    for stored in meant:
        await tx.run("DELETE FROM wanted_seats WHERE group_id = ? AND seat_key = ?", group_id, stored)
    return bool(meant)
