"""The region by whose numbering plan a group's phone numbers are read, by its settings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.regions import region_of
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


def of_group(group: Group) -> str:
    """The ISO 3166 code of the region; empty where the settings do not decide it."""
    return region_of(group.time_zone, group.currency, group.language.first)


async def of(tx: Tx, group_id: int) -> str:
    """`of_group` for a stored group."""
    return of_group(await groups_store.get(tx, group_id))
