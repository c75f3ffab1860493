"""When each shard's stock of sessions with Discord's gateway is full again."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db import meta as store_meta
from bot.core.db.database import instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.db.database import Tx


MOST_SHARDS = 9_999_999
"""Above any shard's id, and the last of all of them as text."""


async def full_at(tx: Tx, shard_id: int) -> datetime | None:
    """None where none was ever taken."""
    noted = await store_meta.get(tx, _name(shard_id))
    return None if noted is None else instant(int(noted))


async def note(tx: Tx, shard_id: int, full_at: datetime) -> None:
    await store_meta.put(tx, _name(shard_id), str(micros(full_at)))


async def set_back(tx: Tx, by: timedelta) -> None:
    """The clock was set back by so much: every stock is full again as long from now as before."""
    for row in await tx.all("SELECT name, value FROM meta WHERE name BETWEEN ? AND ?", _name(0), _name(MOST_SHARDS)):
        await store_meta.put(tx, row["name"], str(int(row["value"]) - by // timedelta(microseconds=1)))


def _name(shard_id: int) -> str:
    return f"identify:{shard_id}"
