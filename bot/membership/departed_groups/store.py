"""Groups whose servers took the bot out, and deleting everything of one when its term is over.

Its tables are those that the features declare.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_micros, micros
from bot.core.declarations import declared

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx
    from bot.core.feature import Table

SLICE = 500
WALKED_AT_ONCE = 20_000


async def note(tx: Tx, group_id: int) -> None:
    """Its server took the bot out: the term begins, or as soon as the clock is trusted. Noted again, it began the first time."""
    await tx.run(
        "INSERT INTO departed_groups (group_id, at) VALUES (?, ?) ON CONFLICT (group_id) DO NOTHING",
        group_id,
        maybe_micros(tx.now if tx.clock_is_trusted else None),
    )


async def back(tx: Tx, group_id: int) -> None:
    """Its server has the bot again. A deletion that began is not called off: half of a group is none."""
    await tx.run("DELETE FROM departed_groups WHERE group_id = ? AND deleting = 0", group_id)


async def every(tx: Tx) -> list[int]:
    rows = await tx.all("SELECT group_id FROM departed_groups WHERE group_id > 0 ORDER BY group_id")
    return [row["group_id"] for row in rows]


async def missing(tx: Tx, present: frozenset[int]) -> list[int]:
    """The groups that are neither among those present nor known to be gone."""
    rows = await tx.all(
        "SELECT group_id FROM groups AS g WHERE group_id > 0"
        " AND NOT EXISTS (SELECT 1 FROM departed_groups AS d WHERE d.group_id = g.group_id)"
    )
    return [row["group_id"] for row in rows if row["group_id"] not in present]


async def begin_terms(tx: Tx) -> None:
    """The clock is trusted: what it was not when they left, begins now."""
    await tx.run("UPDATE departed_groups SET at = ? WHERE at IS NULL", micros(tx.now))


async def due(tx: Tx, left_before: datetime) -> list[int]:
    rows = await tx.all("SELECT group_id FROM departed_groups WHERE at <= ? ORDER BY at, group_id", micros(left_before))
    return [row["group_id"] for row in rows]


async def begin_deleting(tx: Tx, group_id: int, left_before: datetime) -> bool:
    """From now on it is deleted to the end. False where its server has the bot again."""
    return bool(
        await tx.run("UPDATE departed_groups SET deleting = 1 WHERE group_id = ? AND at <= ?", group_id, micros(left_before))
    )


async def is_being_deleted(tx: Tx, group_id: int) -> bool:
    return await tx.one("SELECT 1 FROM departed_groups WHERE group_id = ? AND deleting = 1", group_id) is not None


def tables() -> list[Table]:
    """The tables whose rows are found by group: those that refer to others before these."""
    return [table for table in reversed(list(declared().tables.values())) if table.key and table.indexed_while is None]


def numbered() -> list[Table]:
    """The tables without an index by group, walked by number some rows at a time: jobs first, so that none writes more."""
    return [table for table in reversed(list(declared().tables.values())) if table.indexed_while is not None]


async def delete_some(tx: Tx, group_id: int, table: Table) -> bool:
    """Delete some of the group's rows from one of `tables()`; whether there may be more."""
    assert table.key is not None
    keys = ", ".join(table.key)
    found = await tx.run(
        f"DELETE FROM {table.name} WHERE group_id = ? AND ({keys}) IN (SELECT {keys} FROM {table.name} WHERE group_id = ? LIMIT ?)",
        group_id,
        group_id,
        SLICE,
    )
    return found == SLICE


async def delete_numbered(tx: Tx, group_id: int, table: Table, after: int) -> int | None:
    """Delete the group's among the next rows of one of `numbered()`; after which number to go on, None at the end."""
    last = await tx.one(f"SELECT MAX(id) AS id FROM {table.name}")
    first = await tx.one(f"SELECT MIN(id) AS id FROM {table.name} WHERE id > ?", after)
    if last is None or first is None or first["id"] is None:
        return None
    until = first["id"] + WALKED_AT_ONCE
    await tx.run(f"DELETE FROM {table.name} WHERE group_id = ? AND id > ? AND id <= ?", group_id, after, until)
    return until if until < last["id"] else None


async def end(tx: Tx, group_id: int) -> None:
    """Delete the group itself, with what was written of it meanwhile. Nothing of it is left, nor that it ever was here."""
    for table in numbered():
        await tx.run(f"DELETE FROM {table.name} WHERE group_id = ? AND {table.indexed_while}", group_id)
    for name in (*(table.name for table in tables()), "groups", "departed_groups"):
        await tx.run(f"DELETE FROM {name} WHERE group_id = ?", group_id)
