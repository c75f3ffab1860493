"""Groups whose servers took the bot out, and deleting everything of one when its term is over.

A test walks every table of the schema, so that a new one can't be forgotten here.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import maybe_micros, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx

TABLES = {
    "contact_prints": "print, referral_id",
    "reminders": "user_id, at, referral_id",
    "thanks": "id",
    "referral_moves": "id",
    "referrals": "id",
    "past_referrals": "day, giver_id, receiver_id, kind, ordinal",
    "past_imports": "id",
    "entries": "id",
    "log": "id",
    "application_notes": "id",
    "seat_waits": "seat_key, user_id",
    "return_waits": "member_id, user_id",
    "wanted_seats": "seat_key",
    "claims": "user_id, expected_id",
    "business_totals": "starts_at",
    "business_months": "starts_at",
    "forgotten": "print, user_id",
    "actions": "key",
    "posted": "subject",
    "drafts": "id",
    "members": "user_id",
}
"""What is kept of a group, and what tells the rows of one group apart: those that refer to others before these."""
NUMBERED = ("jobs", "outbox")
"""What is kept of it too, but can't be found by the group: walked by number, some at a time. Jobs first, so that none writes more."""
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


async def delete_some(tx: Tx, group_id: int, table: str) -> bool:
    """Delete some of the group's rows from one of `TABLES`; whether there may be more."""
    keys = TABLES[table]
    found = await tx.run(
        f"DELETE FROM {table} WHERE group_id = ? AND ({keys}) IN (SELECT {keys} FROM {table} WHERE group_id = ? LIMIT ?)",
        group_id,
        group_id,
        SLICE,
    )
    return found == SLICE


async def delete_numbered(tx: Tx, group_id: int, table: str, after: int) -> int | None:
    """Delete the group's among the next rows of one of `NUMBERED`; after which number to go on, None at the end."""
    last = await tx.one(f"SELECT MAX(id) AS id FROM {table}")
    first = await tx.one(f"SELECT MIN(id) AS id FROM {table} WHERE id > ?", after)
    if last is None or first is None or first["id"] is None:
        return None
    until = first["id"] + WALKED_AT_ONCE
    await tx.run(f"DELETE FROM {table} WHERE group_id = ? AND id > ? AND id <= ?", group_id, after, until)
    return until if until < last["id"] else None


async def end(tx: Tx, group_id: int) -> None:
    """Delete the group itself, with what was written of it meanwhile. Nothing of it is left, nor that it ever was here."""
    for table in NUMBERED:
        waiting = "done_at IS NULL" if table == "jobs" else "state IN ('pending', 'sending')"
        await tx.run(f"DELETE FROM {table} WHERE group_id = ? AND {waiting}", group_id)
    for table in (*TABLES, "groups", "departed_groups"):
        await tx.run(f"DELETE FROM {table} WHERE group_id = ?", group_id)
