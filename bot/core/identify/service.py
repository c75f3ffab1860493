"""Takes tokens from each shard's IDENTIFY bucket, which is stored so that it survives restarts."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.identify import store as identify_store
from bot.core.identify.model import after_one, at_latest, pause
from bot.core.use_case import Service, writes

if TYPE_CHECKING:
    from datetime import datetime, timedelta

    from bot.core.db.database import Tx


class Identifies(Service):
    @writes
    async def pause(self, tx: Tx, shard_id: int) -> timedelta:
        """The time until the shard has a token."""
        return pause(await _full_at(tx, shard_id), tx.now)

    @writes
    async def take(self, tx: Tx, shard_id: int) -> timedelta:
        """Take a token and return zero; where there is none, take nothing and return the time until there is one."""
        full_at = await _full_at(tx, shard_id)
        wait = pause(full_at, tx.now)
        if not wait:
            await identify_store.note(tx, shard_id, after_one(full_at, tx.now))
        return wait


async def _full_at(tx: Tx, shard_id: int) -> datetime:
    """When the shard's bucket is full again. Lowers a value stored while the clock was ahead, so that waiting is bounded."""
    noted, latest = await identify_store.full_at(tx, shard_id), at_latest(tx.now)
    if noted is not None and noted > latest:
        # Stored, so that the next start does not read the wrong value again.
        await identify_store.note(tx, shard_id, latest)
        return latest
    return noted or tx.now
