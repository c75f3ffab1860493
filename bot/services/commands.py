"""Which commands Discord was told of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.services.transactions import Service, reads, writes
from bot.store import meta

if TYPE_CHECKING:
    from bot.store.engine.database import Tx

_NAME = "commands_hash"


class Commands(Service):
    @reads
    async def told(self, tx: Tx) -> str | None:
        """The hash of what Discord was last told."""
        return await meta.get(tx, _NAME)

    @writes
    async def tell(self, tx: Tx, payload_hash: str) -> None:
        await meta.put(tx, _NAME, payload_hash)
