"""Queries on groups whose servers removed the bot, and the deletion of their data.

The tables to delete from are those that the features declare.
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
"""Maximum number of rows that one transaction deletes."""
WALKED_AT_ONCE = 20_000
"""Range of ids that one transaction scans in a table without an index by group."""


async def note(tx: Tx, group_id: int) -> None:
    """Note that a server removed the bot.

    The term begins now, or with `begin_terms` where the clock is not trusted; noting it again changes nothing.
    """
    await tx.run(
        "INSERT INTO departed_groups (group_id, at) VALUES (?, ?) ON CONFLICT (group_id) DO NOTHING",
        group_id,
        maybe_micros(tx.now if tx.clock_is_trusted else None),
    )


async def back(tx: Tx, group_id: int) -> None:
    """Note that a server added the bot again; a deletion that has begun is not cancelled."""
    await tx.run("DELETE FROM departed_groups WHERE group_id = ? AND deleting = 0", group_id)


async def every(tx: Tx) -> list[int]:
    """The ids of all departed groups. `group_id > 0` is always true; it makes the statement use the primary key."""
    rows = await tx.all("SELECT group_id FROM departed_groups WHERE group_id > 0 ORDER BY group_id")
    return [row["group_id"] for row in rows]


async def missing(tx: Tx, present: frozenset[int]) -> list[int]:
    """The ids of groups that are neither among `present` nor noted as departed."""
    rows = await tx.all(
        "SELECT group_id FROM groups AS g WHERE group_id > 0"
        " AND NOT EXISTS (SELECT 1 FROM departed_groups AS d WHERE d.group_id = g.group_id)"
    )
    # Not by NOT IN (?, …): SQLite takes at most 32,766 parameters
    # (https://www.sqlite.org/limits.html#max_variable_number), and a bot may be in more servers.
    return [row["group_id"] for row in rows if row["group_id"] not in present]


async def begin_terms(tx: Tx) -> None:
    """Begin the terms of groups that were noted while the clock was not trusted."""
    await tx.run("UPDATE departed_groups SET at = ? WHERE at IS NULL", micros(tx.now))


async def due(tx: Tx, left_before: datetime) -> list[int]:
    """The ids of groups that departed at `left_before` or earlier, earliest first; `at` is NULL before a term begins."""
    rows = await tx.all("SELECT group_id FROM departed_groups WHERE at <= ? ORDER BY at, group_id", micros(left_before))
    return [row["group_id"] for row in rows]


async def begin_deleting(tx: Tx, group_id: int, left_before: datetime) -> bool:
    """Mark a group's deletion as begun, which can't be undone. False where its server has added the bot again."""
    return bool(
        await tx.run("UPDATE departed_groups SET deleting = 1 WHERE group_id = ? AND at <= ?", group_id, micros(left_before))
    )


async def is_being_deleted(tx: Tx, group_id: int) -> bool:
    """Whether a deletion of the group's data has begun and not ended."""
    return await tx.one("SELECT 1 FROM departed_groups WHERE group_id = ? AND deleting = 1", group_id) is not None


def tables() -> list[Table]:
    """The tables with an index by group, referring tables before those that they refer to."""
    return [table for table in reversed(list(declared().tables.values())) if table.key and table.indexed_while is None]


def numbered() -> list[Table]:
    """The tables without an index by group, scanned by id; jobs come first, so that no job writes new rows."""
    return [table for table in reversed(list(declared().tables.values())) if table.indexed_while is not None]


async def delete_some(tx: Tx, group_id: int, table: Table) -> bool:
    """Delete up to SLICE of the group's rows from one of `tables()`; whether there may be more."""
    assert table.key is not None
    keys = ", ".join(table.key)
    found = await tx.run(
        # SQLite has LIMIT in DELETE only as a compile-time option, PostgreSQL not at all: hence the subquery.
        f"DELETE FROM {table.name} WHERE group_id = ? AND ({keys}) IN (SELECT {keys} FROM {table.name} WHERE group_id = ? LIMIT ?)",
        group_id,
        group_id,
        SLICE,
    )
    return found == SLICE


async def delete_numbered(tx: Tx, group_id: int, table: Table, after: int) -> int | None:
    """Delete the group's rows from the next range of ids of one of `numbered()`; returns its last id, None at the table's end."""
    last = await tx.one(f"SELECT MAX(id) AS id FROM {table.name}")
    first = await tx.one(f"SELECT MIN(id) AS id FROM {table.name} WHERE id > ?", after)
    if last is None or first is None or first["id"] is None:
        return None
    until = first["id"] + WALKED_AT_ONCE
    await tx.run(f"DELETE FROM {table.name} WHERE group_id = ? AND id > ? AND id <= ?", group_id, after, until)
    return until if until < last["id"] else None


async def end(tx: Tx, group_id: int) -> None:
    """Delete the group, rows that were written meanwhile, and the note that it departed."""
    # Once, after all slices: what they deleted is in the write-ahead log until it is emptied.
    tx.erases()
    for table in numbered():
        await tx.run(f"DELETE FROM {table.name} WHERE group_id = ? AND {table.indexed_while}", group_id)
    for name in (*(table.name for table in tables()), "groups", "departed_groups"):
        await tx.run(f"DELETE FROM {name} WHERE group_id = ?", group_id)
