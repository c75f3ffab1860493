"""Showing to everybody what somebody looks at: once, however often they press."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import idempotency
from bot.core.use_case import Service, writes

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class ShareOnce(Service):
    @writes
    async def earlier(self, tx: Tx, group_id: int, action: str, channel_id: int) -> int | None:
        """The channel in which the same was shared before; None where it is to be shared now, in `channel_id`."""
        earlier = await idempotency.earlier(tx, group_id, action)
        if earlier is None:
            await idempotency.done(tx, group_id, action, channel_id)
        return earlier
