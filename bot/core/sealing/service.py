"""Seals what an earlier version wrote readable into columns that are sealed now."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from bot.core.db import meta
from bot.core.declarations import declared
from bot.core.sealing import store as sealing_store
from bot.core.use_case import Service, reads, writes

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.feature import Table
    from bot.core.sealing.store import Page, Place

log = logging.getLogger(__name__)

BATCH = 200
"""Rows that one transaction reads."""
DONE = "sealed_columns"
"""Row of `meta` with the hash of the columns that were sealed throughout; another hash means that more are declared since."""


def tables() -> list[Table]:
    """The tables that have sealed columns."""
    return [table for table in declared().tables.values() if table.sealed]


class Sealing(Service):
    async def finish(self) -> int:
        """Seal every readable value of the declared columns; returns in how many rows. Once done, later starts only read that.

        A process that is killed on the way begins again at its next start, and finds sealed what was.
        """
        columns = _columns()
        if await self._done() == columns:
            return 0
        total = 0
        for table in tables():
            after: Place | None = None
            while True:
                page = await self.seal_page(table, after)
                total, after = total + page.changed, page.last
                if after is None:
                    break
        await self._note(columns)
        if total:
            log.info("What stood readable in %d rows was sealed.", total)
        return total

    @writes
    async def seal_page(self, tx: Tx, table: Table, after: Place | None) -> Page:
        return await sealing_store.seal_page(tx, table, after, BATCH)

    @reads
    async def _done(self, tx: Tx) -> str | None:
        return await meta.get(tx, DONE)

    @writes
    async def _note(self, tx: Tx, columns: str) -> None:
        await meta.put(tx, DONE, columns)


def _columns() -> str:
    named = sorted(f"{table.name}.{column}" for table in tables() for column in table.sealed)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()
