"""Queries about whose a referral is, and who exchanges referrals with whom."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Tx

TO_LINKED = "SELECT id FROM referrals WHERE giver_group_id = ? AND giver_id = ?"
"""The ids of what a member of the first parameter's group passed to linked groups."""
MOST_OF_ONE_NUMBER = 25
"""Maximum number of these that are found by one number: as many as a menu has."""


async def group_of(tx: Tx, referral_id: int) -> int | None:
    """The group's id; the one query without a group, for buttons in direct messages, which name the referral alone."""
    row = await tx.one("SELECT group_id FROM referrals WHERE id = ?", referral_id)
    return row["group_id"] if row else None


async def given_elsewhere(tx: Tx, group_id: int, user_id: int, number: int) -> list[int]:
    """The ids of what a member of this group passed to linked groups and what has this number there, the newest first."""
    rows = await tx.all(
        f"{TO_LINKED} AND waits IN (0, 1) AND number = ? ORDER BY id DESC LIMIT ?",
        *(group_id, user_id, number, MOST_OF_ONE_NUMBER),
    )
    return [row["id"] for row in rows]


async def receivers_elsewhere(tx: Tx, group_id: int, ids: Sequence[int]) -> dict[int, str]:
    """The receivers' names of referrals to linked groups, each with that group's as this one knows it, by the referrals' ids."""
    if not ids:
        return {}
    rows = await tx.all(
        "SELECT r.id, m.name, l.name AS in_group FROM referrals AS r"
        " LEFT JOIN members AS m ON m.group_id = r.group_id AND m.user_id = r.receiver_id"
        f" LEFT JOIN group_links AS l ON l.group_id = ? AND l.other_id = r.group_id WHERE r.id IN ({', '.join('?' * len(ids))})",
        group_id,
        *ids,
    )
    return {row["id"]: " · ".join(filter(None, (row["name"], row["in_group"]))) for row in rows}


async def with_same_client(tx: Tx, group_id: int, receiver_id: int, first_id: int) -> list[int]:
    """The ids of the receiver's referrals that were found to bring the client of an earlier one again."""
    rows = await tx.all(
        "SELECT id FROM referrals WHERE group_id = ? AND receiver_id = ? AND same_as = ?", group_id, receiver_id, first_id
    )
    return [row["id"] for row in rows]


async def waiting_with(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of those on the other side of the person's referrals that are under way, linked groups apart."""
    rows = await tx.all(
        # One SELECT a side, each along its own index: a condition with OR over both would read all of the group.
        "SELECT DISTINCT giver_id AS other FROM referrals WHERE group_id = ? AND receiver_id = ? AND waits = 1 AND giver_group_id IS NULL"
        " UNION SELECT receiver_id FROM referrals WHERE group_id = ? AND giver_id = ? AND waits = 1 AND giver_group_id IS NULL",
        *(group_id, user_id) * 2,
    )
    return sorted(row["other"] for row in rows)


async def linked_waiting(tx: Tx, group_id: int, user_id: int) -> list[int]:
    """The ids of the person's referrals between this group and linked ones that are under way, on either side."""
    rows = await tx.all(
        "SELECT id FROM referrals WHERE group_id = ? AND receiver_id = ? AND waits = 1 AND giver_group_id IS NOT NULL"
        " UNION SELECT id FROM referrals WHERE giver_group_id = ? AND giver_id = ? AND waits = 1",
        *(group_id, user_id) * 2,
    )
    return sorted(row["id"] for row in rows)


async def under_way(tx: Tx, group_id: int, giver_id: int, receiver_id: int, limit: int) -> list[int]:
    """The ids of what the giver passed the receiver and is under way, the newest first."""
    rows = await tx.all(
        "SELECT id FROM referrals WHERE group_id = ? AND receiver_id = ? AND giver_id = ? AND waits = 1 ORDER BY id DESC LIMIT ?",
        group_id,
        receiver_id,
        giver_id,
        limit,
    )
    return [row["id"] for row in rows]


async def kept_of(tx: Tx, group_id: int, user_id: int, after: int, limit: int) -> list[int]:
    """The ids, greater than `after`, of up to `limit` referrals of the person whose client's data is kept, in their order.

    Those that they gave from this group to members of linked ones too.
    """
    # The unary plus keeps the planner from walking the whole table by its primary key (https://sqlite.org/optoverview.html#uplus).
    arms = [
        f"SELECT id FROM (SELECT id FROM referrals WHERE {group} = ? AND {party} = ? AND +id > ? AND wiped_at IS NULL"
        f" ORDER BY +id LIMIT ?) AS of_{group}_{party}"
        for group, party in (("group_id", "giver_id"), ("group_id", "receiver_id"), ("giver_group_id", "giver_id"))
    ]
    rows = await tx.all(f"{' UNION '.join(arms)} ORDER BY id LIMIT ?", *(group_id, user_id, after, limit) * len(arms), limit)
    return [row["id"] for row in rows]
