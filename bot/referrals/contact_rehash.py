"""Hashes of clients' contacts in the current scheme and by the present key, after an update or `rotate-key` brought a new one."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.use_case import Service, writes
from bot.referrals import contact_index

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.core.db.database import Tx

log = logging.getLogger(__name__)

BATCH = 100
"""Referrals in one transaction: what is hashed anew is out of the next batch, so a process that is killed goes on at its next start."""


class ContactRehash(Service):
    async def finish(self, done: Callable[[int], None] = lambda _: None) -> int:
        """Hash every sealed contact anew that is indexed by an older scheme or a former key; returns how many referrals.

        It needs the store's key.
        """
        await self.name_key()
        total, after = 0, (0, 0)
        while batch := await self._some(after):
            total, after = total + len(batch), batch[-1]
            done(len(batch))
        if total:
            log.info("The contacts of %d referrals were indexed anew.", total)
        return total

    @writes
    async def name_key(self, tx: Tx) -> None:
        """Enter into old tombstones by which key they were made."""
        await contact_index.name_key_of_tombstones(tx, tx.cipher.former_id or tx.cipher.key_id)

    @writes
    async def _some(self, tx: Tx, after: tuple[int, int]) -> list[tuple[int, int]]:
        """The referrals of one batch, hashed anew but for those that can't be opened."""
        batch = await contact_index.outdated(tx, after, BATCH)
        for group_id, referral_id in batch:
            await contact_index.hash_again(tx, group_id, referral_id)
            await tx.breathe()
        return batch
