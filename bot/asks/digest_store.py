"""Queries of the digest on needs: what is open at present, and what was answered in a period."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import store as asks_store
from bot.core.db.database import micros

if TYPE_CHECKING:
    from bot.asks.model import Need
    from bot.core.calendar import Period
    from bot.core.db.database import Tx

_OPEN = "FROM needs WHERE group_id = ? AND state = 'open' AND until > ?"
_TIPS = "FROM needs WHERE group_id = ? AND state = 'open' AND until IS NULL AND posted_at >= ?"


async def listed(tx: Tx, group_id: int, span: Period, limit: int) -> list[Need]:
    """Up to `limit` needs that are open now, the oldest first; where there is room, tips that were posted in the period."""
    columns = asks_store.COLUMNS
    asked = await tx.all(f"SELECT {columns} {_OPEN} ORDER BY posted_at, id LIMIT ?", group_id, micros(tx.now), limit)
    tips = await tx.all(
        f"SELECT {columns} {_TIPS} ORDER BY posted_at, id LIMIT ?", group_id, micros(span.start), limit - len(asked)
    )
    return [asks_store.read_row(tx, row) for row in (*asked, *tips)]


async def count_open(tx: Tx, group_id: int, span: Period) -> int:
    """The number of all of which `listed` returns the first."""
    asked = await tx.one(f"SELECT COUNT(*) AS n {_OPEN}", group_id, micros(tx.now))
    tips = await tx.one(f"SELECT COUNT(*) AS n {_TIPS}", group_id, micros(span.start))
    assert asked is not None, "it counts"
    assert tips is not None, "it counts"
    return asked["n"] + tips["n"]


async def count_answered(tx: Tx, group_id: int, span: Period) -> int:
    """The number of questions whose asker said in the period that somebody helped."""
    row = await tx.one(
        "SELECT COUNT(DISTINCT h.need_id) AS n FROM helps AS h JOIN needs AS n ON n.group_id = h.group_id AND n.id = h.need_id"
        " WHERE h.group_id = ? AND h.helped_at >= ? AND h.helped_at < ? AND n.kind = 'question' AND n.state <> 'voided'",
        group_id,
        micros(span.start),
        micros(span.end),
    )
    assert row is not None, "it counts"
    return row["n"]


async def count_covers(tx: Tx, group_id: int, span: Period) -> int:
    """The number of covers for which somebody was found in the period."""
    row = await tx.one(
        "SELECT COUNT(DISTINCT o.need_id) AS n FROM offers AS o JOIN needs AS n ON n.group_id = o.group_id AND n.id = o.need_id"
        " WHERE o.group_id = ? AND o.changed_at >= ? AND o.changed_at < ? AND o.state IN ('chosen', 'helped') AND n.kind = 'cover'"
        " AND n.state <> 'voided'",
        group_id,
        micros(span.start),
        micros(span.end),
    )
    assert row is not None, "it counts"
    return row["n"]
