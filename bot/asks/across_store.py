"""Queries on the linked groups in which a need is shown besides its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def add(tx: Tx, group_id: int, need_id: int, other_id: int) -> bool:
    """Note that a need is shown in another group too; False where it was."""
    sql = "INSERT INTO linked_needs (group_id, need_id, other_id) VALUES (?, ?, ?) ON CONFLICT (group_id, need_id, other_id) DO NOTHING"
    return bool(await tx.run(sql, group_id, need_id, other_id))


async def shown_in(tx: Tx, group_id: int, need_id: int) -> list[int]:
    """The ids of the other groups in which a need is shown."""
    rows = await tx.all(
        "SELECT other_id FROM linked_needs WHERE group_id = ? AND need_id = ? ORDER BY other_id", group_id, need_id
    )
    return [row["other_id"] for row in rows]


async def open_in(tx: Tx, group_id: int, other_id: int | None) -> list[int]:
    """The ids of a group's open needs that are shown in that other one, or with None in any.

    `posted_at >= 0` is always true; it makes SQLite use the index of open needs.
    """
    there = "" if other_id is None else " AND l.other_id = ?"
    rows = await tx.all(
        "SELECT n.id FROM needs AS n WHERE n.group_id = ? AND n.state = 'open' AND n.posted_at >= 0 AND EXISTS"
        f" (SELECT 1 FROM linked_needs AS l WHERE l.group_id = n.group_id AND l.need_id = n.id{there}) ORDER BY n.posted_at, n.id",
        *(each for each in (group_id, other_id) if each is not None),
    )
    return [row["id"] for row in rows]


async def next_of(tx: Tx, group_id: int, after: int) -> int | None:
    """The id of the group's first need after that one that is shown in other groups; None at the end."""
    row = await tx.one(
        "SELECT need_id FROM linked_needs WHERE group_id = ? AND need_id > ? ORDER BY need_id LIMIT 1", group_id, after
    )
    return row["need_id"] if row else None


async def of_author(tx: Tx, group_id: int, author_id: int) -> list[int]:
    """The ids of a member's needs that are shown in other groups."""
    rows = await tx.all(
        "SELECT DISTINCT n.id FROM needs AS n JOIN linked_needs AS l ON l.group_id = n.group_id AND l.need_id = n.id"
        " WHERE n.group_id = ? AND n.author_id = ? ORDER BY n.id",
        *(group_id, author_id),
    )
    return [row["id"] for row in rows]
