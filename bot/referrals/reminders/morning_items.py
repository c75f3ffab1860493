"""Queries on what the morning list named besides referrals. A record is named once to each person under a kind."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db.database import instant, micros

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from bot.core.db.database import Tx

KEPT = timedelta(days=90)
"""How long it is kept what was named; nothing may be due for longer, or it would be named again."""


def not_named(person: str, kind: str, record: str) -> str:
    """SQL condition: the column `record` was not named to the column `person` yet. The first parameter of it is the group's id."""
    return (
        "NOT EXISTS (SELECT 1 FROM morning_items AS named WHERE named.group_id = ?"
        f" AND named.user_id = {person} AND named.kind = '{kind}' AND named.record_id = {record})"
    )


async def name(tx: Tx, group_id: int, user_id: int, at: datetime, items: Iterable[tuple[str, int]]) -> None:
    """Store which records (kind, id) the message of `at` names."""
    for kind, record_id in items:
        await tx.run(
            "INSERT INTO morning_items (group_id, user_id, kind, record_id, at) VALUES (?, ?, ?, ?, ?)"
            " ON CONFLICT (group_id, user_id, kind, record_id) DO NOTHING",
            group_id,
            user_id,
            kind,
            record_id,
            micros(at),
        )


async def unname(tx: Tx, group_id: int, kind: str, record_id: int, user_ids: Iterable[int]) -> None:
    """Let the list name a record to these people again, such as when its time was changed."""
    for user_id in user_ids:
        await tx.run(
            "DELETE FROM morning_items WHERE group_id = ? AND user_id = ? AND kind = ? AND record_id = ?",
            group_id,
            user_id,
            kind,
            record_id,
        )


async def unname_to_all(tx: Tx, group_id: int, kind: str, record_id: int) -> None:
    """The same for everybody to whom it was named."""
    # A person's id is above zero, which is for the index.
    sql = "DELETE FROM morning_items WHERE group_id = ? AND user_id > 0 AND kind = ? AND record_id = ?"
    await tx.run(sql, group_id, kind, record_id)


async def named(tx: Tx, group_id: int, user_id: int, at: datetime) -> list[tuple[str, int]]:
    """The records (kind, id) that the message of `at` names."""
    rows = await tx.all(
        "SELECT kind, record_id FROM morning_items WHERE group_id = ? AND user_id = ? AND at = ? ORDER BY kind, record_id",
        group_id,
        user_id,
        micros(at),
    )
    return [(row["kind"], row["record_id"]) for row in rows]


async def named_at(tx: Tx, group_id: int, user_id: int, kind: str, record_id: int) -> datetime | None:
    """The time of the message that names a record to a person; None where none does."""
    row = await tx.one(
        "SELECT at FROM morning_items WHERE group_id = ? AND user_id = ? AND kind = ? AND record_id = ?",
        group_id,
        user_id,
        kind,
        record_id,
    )
    return None if row is None else instant(row["at"])


async def prune(tx: Tx, group_id: int) -> None:
    """Delete what was named more than KEPT ago."""
    if tx.clock_is_trusted:
        await tx.run("DELETE FROM morning_items WHERE group_id = ? AND at <= ?", group_id, micros(tx.now - KEPT))
