"""What is kept of somebody who deleted their data, under a keyed hash of their id: decisions about them, and limits that outlast it.

Each feature names its own decisions. `at` is the moment of the decision; of a limit, when the whole allowance is back. They count for KEPT.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import person_hashes
from bot.core.db.database import instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx

KEPT = timedelta(days=365)
PRUNED_AT_ONCE = 500
"""Maximum number of rows that one transaction deletes, so that it stays short."""


async def keep(tx: Tx, group_id: int, user_id: int, decision: str, at: datetime) -> None:
    """Keep a decision about a person whose data is being erased; the same one again changes nothing."""
    await tx.run(
        "INSERT INTO past_decisions (group_id, person, key_id, decision, at) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, person, decision, at) DO NOTHING",
        group_id,
        person_hashes.of(tx, group_id, user_id),
        tx.cipher.key_id,
        decision,
        micros(at),
    )


async def of(tx: Tx, group_id: int, user_id: int) -> dict[str, datetime]:
    """The newest moment of each decision that is kept of the person; nothing of most people."""
    persons = person_hashes.every(tx, group_id, user_id)
    rows = await tx.all(
        f"SELECT decision, at FROM past_decisions WHERE group_id = ? AND person IN ({', '.join('?' * len(persons))})"
        " AND at > ? ORDER BY at",
        group_id,
        *persons,
        micros(tx.now - KEPT),
    )
    # Ordered by time: of several rows of one decision the dict keeps the last.
    return {row["decision"]: instant(row["at"]) for row in rows}


async def forget_until(tx: Tx, group_id: int, decision: str, until: datetime) -> None:
    """Delete what is kept of that decision with a moment before `until`, or at it."""
    await tx.run("DELETE FROM past_decisions WHERE group_id = ? AND decision = ? AND at <= ?", group_id, decision, micros(until))


async def prune(tx: Tx, group_id: int) -> None:
    """Delete up to PRUNED_AT_ONCE of the group's decisions that are older than KEPT; only by a trusted clock."""
    if not tx.clock_is_trusted:
        return
    rows = await tx.all(
        "SELECT person, decision, at FROM past_decisions WHERE group_id = ? AND at <= ? ORDER BY at LIMIT ?",
        group_id,
        micros(tx.now - KEPT),
        PRUNED_AT_ONCE,
    )
    for row in rows:
        await tx.run(
            "DELETE FROM past_decisions WHERE group_id = ? AND person = ? AND decision = ? AND at = ?",
            group_id,
            row["person"],
            row["decision"],
            row["at"],
        )
