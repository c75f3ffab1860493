"""Stores, for each shard, when its IDENTIFY bucket is full again, as a row of `meta`."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db import meta as store_meta
from bot.core.db.database import instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx


MOST_SHARDS = 9_999_999
"""Upper end of the range scan over `identify:<shard>`, which is compared as text."""


async def full_at(tx: Tx, shard_id: int) -> datetime | None:
    """When the shard's bucket is full again; None where no token was ever taken."""
    noted = await store_meta.get(tx, _name(shard_id))
    return None if noted is None else instant(int(noted))


async def note(tx: Tx, shard_id: int, full_at: datetime) -> None:
    """Store when the shard's bucket is full again, in place of what was stored."""
    await store_meta.put(tx, _name(shard_id), str(micros(full_at)))


async def set_back(tx: Tx, by: timedelta) -> None:
    """Move every bucket's instant back by `by`, after the clock was set back by that much."""
    # A range of the primary key. LIKE would read the whole table: SQLite's ignores case, and PostgreSQL's needs the collation C.
    for row in await tx.all("SELECT name, value FROM meta WHERE name BETWEEN ? AND ?", _name(0), _name(MOST_SHARDS)):
        await store_meta.put(tx, row["name"], str(int(row["value"]) - by // timedelta(microseconds=1)))


def _name(shard_id: int) -> str:
    return f"identify:{shard_id}"
