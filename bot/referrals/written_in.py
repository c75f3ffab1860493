"""Phones between two groups: without a country code a number may mean another one in the other group's region."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused
from bot.groups import region
from bot.groups.links import store as links_store
from bot.referrals import contact_schemes

if TYPE_CHECKING:
    from bot.core.db.database import Tx


async def check_same(tx: Tx, contact: str, home_id: int, group_id: int) -> None:
    """Raise Refused where a contact that is typed in one group is read as another in the group that gets it."""
    there, here = await region.of(tx, group_id), await region.of(tx, home_id)
    if there == here:
        return
    read = [{each.digest for each in contact_schemes.stored(tx.cipher, group_id, contact, where)} for where in (there, here)]
    if read[0] != read[1]:
        raise Refused(
            N_("{group} is in another country. Write the phone with its country code, such as +55 11 91234-5678."),
            group=await links_store.name_of(tx, home_id, group_id),
        )
