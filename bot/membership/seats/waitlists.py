"""Who wants to be told of what: that a trade opens, that somebody is back from leave."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def for_seat(tx: Tx, group_id: int, seat: str, user_id: int) -> None:
    await tx.run(
        "INSERT INTO seat_waits (group_id, seat_key, user_id, seat, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, seat_key, user_id) DO NOTHING",
        group_id,
        seat_key(seat),
        user_id,
        seat,
        micros(tx.now),
    )


async def by_seat(tx: Tx, group_id: int) -> dict[str, int]:
    """How many wait for each seat, by its key."""
    rows = await tx.all("SELECT seat_key, COUNT(*) AS n FROM seat_waits WHERE group_id = ? GROUP BY seat_key", group_id)
    return {row["seat_key"]: row["n"] for row in rows}


async def seat_opens(tx: Tx, group_id: int, seat: str) -> list[int]:
    """Those who waited for the seat, in the order in which they came; they wait no longer."""
    rows = await tx.all(
        "DELETE FROM seat_waits WHERE group_id = ? AND seat_key = ? RETURNING user_id, at", group_id, seat_key(seat)
    )
    return [row["user_id"] for row in sorted(rows, key=lambda row: (row["at"], row["user_id"]))]
