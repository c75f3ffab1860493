"""What memberships contribute to the weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import MOST_NEWCOMERS, SHOWN, Block
from bot.core.text import shortened
from bot.membership.members import roll
from bot.membership.members import store as members_store

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def newcomers(tx: Tx, group: Group, span: Period) -> Block | None:
    """The new members of the period with their ideal referrals, MOST_NEWCOMERS at most; None where there are none."""
    found = await members_store.newcomers(tx, group.group_id, span, MOST_NEWCOMERS)
    if not found:
        return None
    told = [
        # Nobody sends clients to an associate.
        {
            "name": each.name,
            "seat": each.seat,
            "ideal_referral": shortened(each.profile.ideal_referral, SHOWN) if each.seat else "",
        }
        for each in found
    ]
    return Block(
        "newcomers", {"members": told, "more": await roll.count_newcomers(tx, group.group_id, span) - len(told)}, news=True
    )
