"""The only queries that go by a person over all groups; both read the index `members_by_user`."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_THERE = (
    # Literals, since other indexes of the table are partial by the status.
    "FROM members AS m WHERE m.user_id = ? AND m.group_id <> ? {status}"
    " AND NOT EXISTS (SELECT 1 FROM departed_groups AS d WHERE d.group_id = m.group_id)"
)


async def others(tx: Tx, user_id: int, but: int) -> list[int]:
    """The ids of the groups, `but` that one, in which the person is a member, active or on leave; the one that they joined last first.

    Without those whose servers removed the bot.
    """
    where = _THERE.format(status="AND m.status IN ('active', 'paused')")
    rows = await tx.all(f"SELECT m.group_id {where} ORDER BY m.joined_at DESC, m.group_id", user_id, but)
    return [row["group_id"] for row in rows]


async def count_known(tx: Tx, user_id: int, but: int) -> int:
    """On the rolls of how many groups, `but` that one, the person stands, as members or as anything else that they did there themselves.

    Without those where they are noted as somebody of a linked group: they are in no such server, and can use nothing there.
    """
    where = _THERE.format(status="AND m.status <> 'linked'")
    row = await tx.one(f"SELECT COUNT(*) AS n {where}", user_id, but)
    assert row is not None
    return row["n"]
