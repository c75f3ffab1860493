"""How often each shard opened a session with Discord's gateway, over all starts of the process."""

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
        """How long the shard has to wait for its next one."""
        return pause(await _full_at(tx, shard_id), tx.now)

    @writes
    async def take(self, tx: Tx, shard_id: int) -> timedelta:
        """Count one; or count none, and return how long the shard has to wait for it."""
        full_at = await _full_at(tx, shard_id)
        wait = pause(full_at, tx.now)
        if not wait:
            await identify_store.note(tx, shard_id, after_one(full_at, tx.now))
        return wait


async def _full_at(tx: Tx, shard_id: int) -> datetime:
    """When the shard's stock is full again; mended where it was noted by a clock that was ahead, so that waiting has an end."""
    noted, latest = await identify_store.full_at(tx, shard_id), at_latest(tx.now)
    if noted is not None and noted > latest:
        await identify_store.note(tx, shard_id, latest)
        return latest
    return noted or tx.now
