"""Reads what the members of a group say of themselves, slice by slice, so that no read holds the store's thread for long.

A slice is read in a transaction of its own. Its texts are decrypted and taken apart outside of that, on the thread for computations; what
others ask of the store, and the event loop, have their turn between.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.computing import beside
from bot.membership.members import roll

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Collection

    from bot.core.db.database import Database, Tx
    from bot.membership.members.model import Status, Texts
    from bot.membership.members.roll import SealedTexts

SLICE = 100
"""People of one read. A group that has no more is searched within the transaction that reads it."""


async def first_slice(tx: Tx, group_id: int, statuses: Collection[Status]) -> SealedTexts:
    return await roll.texts(tx, group_id, statuses, roll.BEFORE_ALL, SLICE)


async def slices(
    database: Database, group_id: int, statuses: Collection[Status], first: SealedTexts
) -> AsyncIterator[list[Texts]]:
    """The texts of `first` and of all that follow it. Who joins or leaves the group meanwhile may be among them or not."""
    found = first
    while True:
        yield await beside(found.opened)
        if found.last is None:
            return
        after = found.last
        found = await database.read(lambda tx, after=after: roll.texts(tx, group_id, statuses, after, SLICE))
