"""When each shard's stock of sessions with Discord's gateway is full again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.store import meta
from bot.store.engine.database import instant, micros

if TYPE_CHECKING:
    from datetime import datetime

    from bot.store.engine.database import Tx


async def full_at(tx: Tx, shard_id: int) -> datetime | None:
    """None where none was ever taken."""
    noted = await meta.get(tx, _name(shard_id))
    return None if noted is None else instant(int(noted))


async def note(tx: Tx, shard_id: int, full_at: datetime) -> None:
    await meta.put(tx, _name(shard_id), str(micros(full_at)))


def _name(shard_id: int) -> str:
    return f"identify:{shard_id}"
