"""Reads everybody of a group with all of their texts, slice by slice, so that no read holds the store's thread for long."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.computing import beside
from bot.membership.members import store as members_store
from bot.membership.members.roll import BEFORE_ALL, by_name

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from bot.core.db.database import Database
    from bot.membership.members.model import Member

SLICE = 100
"""People of one read: about a millisecond of the store's thread. Decrypting their texts takes ten times as long."""


async def everybody(database: Database, group_id: int) -> list[Member]:
    """The people of any status, by name. Whoever comes or goes while they are read may be among them or not."""
    members: list[Member] = []
    after: int | None = BEFORE_ALL
    while after is not None:
        found = await database.read(lambda tx, after=after: members_store.part(tx, group_id, after, SLICE))
        members += await beside(_opened, [opening for _, opening in found])
        after = found[-1][0] if len(found) == SLICE else None
    return await beside(by_name, members)


def _opened(openings: Iterable[Callable[[], Member]]) -> list[Member]:
    return [opening() for opening in openings]
