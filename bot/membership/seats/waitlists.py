"""Queries on waiting lists: who is told when a trade opens."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.membership.trades import seat_key

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def for_seat(tx: Tx, group_id: int, seat: str, user_id: int) -> None:
    """Put a person on a trade's waiting list; who is on it keeps their place."""
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
    """{seat key: number of people who wait}, by the present catalogue: a stored key may be of one in which the trade had fewer names."""
    rows = await tx.all("SELECT seat, user_id FROM seat_waits WHERE group_id = ?", group_id)
    waiting: defaultdict[str, set[int]] = defaultdict(set)
    for row in rows:
        waiting[seat_key(row["seat"])].add(row["user_id"])
    return {seat: len(user_ids) for seat, user_ids in waiting.items()}


async def seat_opens(tx: Tx, group_id: int, seat: str) -> list[int]:
    """Delete a seat's waiting list; returns the ids of those on it in the order in which they came."""
    waiting = await tx.all("SELECT seat_key, seat, user_id, at FROM seat_waits WHERE group_id = ?", group_id)
    # Compared by the text, as the stored key may be that of an earlier catalogue.
    meant = [row for row in waiting if seat_key(row["seat"]) == seat_key(seat)]
    for stored in {row["seat_key"] for row in meant}:
        await tx.run("DELETE FROM seat_waits WHERE group_id = ? AND seat_key = ?", group_id, stored)
    return list(dict.fromkeys(row["user_id"] for row in sorted(meant, key=lambda row: (row["at"], row["user_id"]))))
