"""In which region a group writes its phone numbers: that of its time zone, its currency or its language."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.contacts.regions import region_of
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group


def of_group(group: Group) -> str:
    """The region's code of ISO 3166; empty where the settings do not tell."""
    return region_of(group.time_zone, group.currency, group.language.first)


async def of(tx: Tx, group_id: int) -> str:
    """The same of a group by its id."""
    return of_group(await groups_store.get(tx, group_id))
