"""Seals what an earlier version wrote readable into columns that are sealed now, and all anew where the key changes."""

from __future__ import annotations

import hashlib
import logging
from typing import TYPE_CHECKING

from bot.core.db import meta
from bot.core.db.encryption import HASH_KEY, ROTATING
from bot.core.declarations import declared
from bot.core.sealing import store as sealing_store
from bot.core.use_case import Service, reads, writes

if TYPE_CHECKING:
    from collections.abc import Callable

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
    @writes
    async def begin_rotation(self, tx: Tx) -> None:
        """Note that the present key takes the former one's place, and keep the former one's hashes: from here on the two are mixed."""
        assert tx.cipher.former_id is not None, "the cipher has both keys"
        await meta.put(tx, ROTATING, tx.cipher.key_id.hex())
        await _keep_hash_keys(tx)

    @writes
    async def end_rotation(self, tx: Tx, *, is_named: bool) -> list[str]:
        """Make the present key the store's. Returns the ids of the former keys whose hashes are kept, and drops the others.

        The note of `begin_rotation` is removed where the settings name the new key's file by themselves (`is_named`); else once
        that file has its name.
        """
        await meta.put(tx, "key_check", tx.cipher.check_value())
        kept: list[str] = []
        for key_id in tx.cipher.hash_key_ids[1:]:
            hashed = [each for each in declared().tables.values() if each.hashed_by]
            if any([await sealing_store.names_key(tx, each, key_id) for each in hashed]):
                kept.append(key_id.hex())
            else:
                await meta.drop(tx, f"{HASH_KEY}{key_id.hex()}")
        if is_named:
            await meta.drop(tx, ROTATING)
        return kept

    @writes
    async def forget_rotation(self, tx: Tx) -> None:
        """Remove the note of `begin_rotation`: the new key's file has its name, so the rotation is complete."""
        await meta.drop(tx, ROTATING)

    @reads
    async def rows(self, tx: Tx) -> int:
        """How many rows the tables with sealed columns have."""
        return sum([await sealing_store.count(tx, table) for table in tables()])

    @reads
    async def rotating_to(self, tx: Tx) -> str | None:
        """The id of the key that takes the former one's place, in hexadecimal digits; None where no rotation is under way."""
        return await meta.get(tx, ROTATING)

    async def finish(self) -> int:
        """Seal every readable value of the declared columns; returns in how many rows. Once done, later starts only read that.

        A process that is killed on the way begins again at its next start, and finds sealed what was.
        """
        columns = _columns()
        if await self._done() == columns:
            return 0
        total = await self.seal_all(lambda _: None)
        await self._note(columns)
        if total:
            log.info("What stood readable in %d rows was sealed.", total)
        return total

    async def seal_all(self, read: Callable[[int], None]) -> int:
        """Seal with the present key whatever is not; returns in how many rows. `read` is told how many rows each step read."""
        total = 0
        for table in tables():
            after: Place | None = None
            while True:
                page = await self.seal_page(table, after)
                read(page.rows)
                total, after = total + page.changed, page.last
                if after is None:
                    break
        return total

    @writes
    async def seal_page(self, tx: Tx, table: Table, after: Place | None) -> Page:
        """Seal what of the next BATCH rows after `after` is not sealed with the present key."""
        return await sealing_store.seal_page(tx, table, after, BATCH)

    @reads
    async def _done(self, tx: Tx) -> str | None:
        return await meta.get(tx, DONE)

    @writes
    async def _note(self, tx: Tx, columns: str) -> None:
        await meta.put(tx, DONE, columns)


async def _keep_hash_keys(tx: Tx) -> None:
    """Seal the keys of hashes other than the present one's with the present key, those that were kept before too."""
    for key_id in tx.cipher.hash_key_ids[1:]:
        await meta.put(tx, *tx.cipher.kept_hash_key(key_id))


def _columns() -> str:
    named = sorted(f"{table.name}.{column}" for table in tables() for column in table.sealed)
    return hashlib.sha256("\n".join(named).encode()).hexdigest()
