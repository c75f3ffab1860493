"""Stores a hash of the application commands that were registered at Discord, so that an unchanged set is not sent at each start.

Discord limits how many commands may be created in a day
(https://docs.discord.com/developers/interactions/application-commands#registering-a-command).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db import meta as store_meta
from bot.core.use_case import Service, reads, writes

if TYPE_CHECKING:
    from bot.core.db.database import Tx

_NAME = "commands_hash"


class CommandSync(Service):
    @reads
    async def told(self, tx: Tx) -> str | None:
        """The hash of the command payload that was last registered; None before the first time."""
        return await store_meta.get(tx, _NAME)

    @writes
    async def tell(self, tx: Tx, payload_hash: str) -> None:
        """Note the hash of the command payload that was just registered."""
        await store_meta.put(tx, _NAME, payload_hash)
