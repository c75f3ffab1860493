"""Rows that wait for another one are marked, so that the search for due rows passes over them, however many they are.

A row is marked with one that must go first (`blocked_by`). A trigger of the schema takes the mark back as soon as that one waits no more;
then the row is looked at again, and marked with the next or delivered. So a mark is no more than a short cut: `take_due` checks the order
of every row without a mark.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.core.feature import Urgency
from bot.core.outbox import edit_pace
from bot.core.outbox import store as outbox_store
from bot.core.outbox.rows import WAITING, ahead_of, earlier_of_subject, is_free, named_by

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Tx
    from bot.core.outbox.model import Outgoing

LOOKED_AT = 64
"""Due rows of one look: where fewer than half of them wait for another, the search for due rows soon finds enough."""
LOOKS = 4
"""Maximum number of looks in one transaction, so that it stays short; a longer backlog is marked by the next ones."""

_FOLLOWS = (
    f"COALESCE((SELECT f.id FROM outbox AS f WHERE {named_by('o', 'f')}),"
    f" (SELECT MAX(s.id) FROM outbox AS s WHERE {earlier_of_subject('o', 's')}))"
)
_BEHIND = f"(SELECT e.id FROM outbox AS e WHERE {ahead_of('o', 'e')} AND {is_free('e')} ORDER BY e.id DESC LIMIT 1)"


async def take(tx: Tx, limit: int, in_hand: Iterable[int]) -> list[Outgoing]:
    """`take_due` by a worker, which first marks what waits, and postpones edits that come too soon after another."""
    if not limit:
        return []
    await mark(tx)
    busy = [*in_hand]
    due = await outbox_store.take_due(tx, limit, busy, tx.skip_locked)
    while await edit_pace.postponed(tx, due):
        due = await outbox_store.take_due(tx, limit, busy, tx.skip_locked)
    return due


async def mark(tx: Tx) -> None:
    """Mark the first due rows that wait for another one."""
    for urgency in Urgency:
        for _ in range(LOOKS):
            seen = await tx.all(
                f"SELECT id, {_FOLLOWS} AS follows, {_BEHIND} AS behind FROM outbox AS o WHERE {WAITING} AND blocked_by IS NULL"
                f" AND urgency = ? AND not_before <= ? ORDER BY not_before, id LIMIT ?{tx.skip_locked}",
                urgency.value,
                micros(tx.now),
                LOOKED_AT,
            )
            blocked = [row for row in seen if row["follows"] is not None or row["behind"] is not None]
            for row in blocked:
                follows = row["follows"]
                await tx.run(
                    "UPDATE outbox SET blocked_by = ?, overtaken = ? WHERE id = ?",
                    row["behind"] if follows is None else follows,
                    int(follows is not None),
                    row["id"],
                )
            if 2 * len(blocked) < LOOKED_AT:
                break


async def check_marks(tx: Tx) -> None:
    """Take back marks that hold no more although no row left: one waits again, or was settled by another worker at the same moment."""
    await tx.run(
        "UPDATE outbox SET blocked_by = NULL, overtaken = 0 WHERE blocked_by IS NOT NULL AND NOT EXISTS"
        f" (SELECT 1 FROM outbox AS b WHERE b.id = outbox.blocked_by AND b.{WAITING} AND (outbox.overtaken = 1 OR ({is_free('b')})))"
    )
