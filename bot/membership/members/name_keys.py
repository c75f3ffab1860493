"""Keys of the names that an earlier version stored without one, after an update."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from bot.core.text import stored_sort_key
from bot.core.use_case import Service, writes

if TYPE_CHECKING:
    from bot.core.db.database import Tx

log = logging.getLogger(__name__)

BATCH = 500
"""Members in one transaction. Who has a key is in no later batch, so a process that is killed goes on at its next start."""


class NameKeys(Service):
    async def finish(self) -> int:
        """Store a key for every name that has none; returns how many."""
        total, after = 0, (0, 0)
        while batch := await self._some(after):
            total, after = total + len(batch), batch[-1]
        if total:
            log.info("The names of %d members were given the keys by which they are sorted.", total)
        return total

    @writes
    async def _some(self, tx: Tx, after: tuple[int, int]) -> list[tuple[int, int]]:
        """The members (group, id) of one batch, in order, after that one."""
        batch = await tx.all(
            "SELECT group_id, user_id, name FROM members WHERE (group_id, user_id) > (?, ?) AND name_key = ''"
            " ORDER BY group_id, user_id LIMIT ?",
            *after,
            BATCH,
        )
        for group_id, user_id, name in batch:
            sql = "UPDATE members SET name_key = ? WHERE group_id = ? AND user_id = ?"
            await tx.run(sql, stored_sort_key(name), group_id, user_id)
            await tx.breathe()
        return [(group_id, user_id) for group_id, user_id, _ in batch]
