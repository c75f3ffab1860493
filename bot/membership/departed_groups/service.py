"""Deletes all data of groups whose servers removed the bot longer ago than a term, in small transactions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.use_case import Service, reads, writes
from bot.membership.departed_groups import store as departed_groups_store

if TYPE_CHECKING:
    from datetime import timedelta

    from bot.core.db.database import Tx
    from bot.core.feature import Table


class DepartedGroups(Service):
    @writes
    async def due(self, tx: Tx, term: timedelta) -> list[int]:
        """The groups whose term has ended, the earliest first; none while the clock is not trusted."""
        if not tx.clock_is_trusted:
            return []
        await departed_groups_store.begin_terms(tx)
        return await departed_groups_store.due(tx, tx.now - term)

    async def delete(self, group_id: int, term: timedelta) -> bool:
        """Delete a group's data, or continue a deletion that an earlier process began.

        Returns False where its server has added the bot again, or the clock is no longer trusted.
        """
        return await self._begin(group_id, term) and await self._delete(group_id)

    async def finish(self, group_id: int) -> None:
        """Complete a deletion that has begun, since the server added the bot again: the group then starts without data."""
        if await self.is_being_deleted(group_id):
            # Whatever the clock says now: by a trusted one, the term had ended when the deletion began.
            await self._delete(group_id, trusting=False)

    @reads
    async def is_being_deleted(self, tx: Tx, group_id: int) -> bool:
        """Whether a deletion of the group's data has begun and not ended; it can't be stopped."""
        return await departed_groups_store.is_being_deleted(tx, group_id)

    @writes
    async def _begin(self, tx: Tx, group_id: int, term: timedelta) -> bool:
        return tx.clock_is_trusted and await departed_groups_store.begin_deleting(tx, group_id, tx.now - term)

    async def _delete(self, group_id: int, *, trusting: bool = True) -> bool:
        """Delete in slices, each a transaction; with `trusting`, stop and return False when the clock is no longer trusted."""
        # In slices, since one transaction with all of it would keep SQLite's only writer from every other group.
        # Jobs and messages first: while they exist, the worker may write new rows of the group.
        for table in departed_groups_store.numbered():
            after: int | None = 0
            while after is not None:
                after = await self._numbered(group_id, table, after)
        for table in departed_groups_store.tables():
            while await self._some(group_id, table):
                if trusting and not self.database.trusts_clock():
                    return False
        await self._end(group_id)
        return True

    @writes
    async def _numbered(self, tx: Tx, group_id: int, table: Table, after: int) -> int | None:
        return await departed_groups_store.delete_numbered(tx, group_id, table, after)

    @writes
    async def _some(self, tx: Tx, group_id: int, table: Table) -> bool:
        return await departed_groups_store.delete_some(tx, group_id, table)

    @writes
    async def _end(self, tx: Tx, group_id: int) -> None:
        await departed_groups_store.end(tx, group_id)
