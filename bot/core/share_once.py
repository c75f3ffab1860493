"""Posts a person's private view (such as a leaderboard) in a channel once, however often they press the button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core import allowances, idempotency
from bot.core.use_case import Service, writes

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class ShareOnce(Service):
    @writes
    async def earlier(self, tx: Tx, group_id: int, user_id: int, action: str, channel_id: int) -> int | None:
        """The id of the channel in which `action` was posted before; None where the caller is to post it now, in `channel_id`.

        Raises TooOften.
        """
        earlier = await idempotency.earlier(tx, group_id, action)
        if earlier is None:
            # Stored before the caller posts: at most one post, also where sending it fails or its outcome is unknown.
            await allowances.take(tx, group_id, user_id, "share")
            await idempotency.done(tx, group_id, action, channel_id)
        return earlier
