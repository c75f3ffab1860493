"""Where the two of a referral read of it: each in their own group, a giver from a linked group in that one."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from bot.membership.members import roll
from bot.referrals import store as referrals_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.membership.members.model import Addressee
    from bot.referrals.model import Referral


class Reader(NamedTuple):
    """One of the two: the group whose messages they get of it, and what is read of them there; None where they are not on its roll."""

    group_id: int
    person: Addressee | None

    @property
    def belongs(self) -> bool:
        """Whether they are a member there, active or on leave."""
        return self.person is not None and self.person.belongs


async def reader(tx: Tx, referral: Referral, user_id: int) -> Reader:
    """Find one of the two in their own group; a giver who left it, and is a member of the referral's group by now, in that one."""
    home = referral.home_of(user_id)
    found = Reader(home, await roll.addressee(tx, home, user_id))
    if home == referral.group_id or found.belongs:
        return found
    here = Reader(referral.group_id, await roll.addressee(tx, referral.group_id, user_id))
    return here if here.belongs else found


async def told_of(tx: Tx, group_id: int, referral_id: int) -> Referral | None:
    """Read the referral that a message of a group is about: one of that group, or of whose giver that is the group."""
    return next(iter(await referrals_store.several(tx, group_id, [referral_id])), None)
