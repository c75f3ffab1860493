"""Cancelling a referral that should not count, by a moderator."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused, not_found
from bot.referrals import notices as referrals_notices
from bot.referrals import store as referrals_store
from bot.referrals import transitions
from bot.referrals.model import Party, State, Verb

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


async def void(tx: Tx, group: Group, actor: Actor, number: int, reason: str) -> str:
    """Cancel the referral of that number and tell both people why; cancelled already, nothing happens. Returns its label. Raises Refused."""
    referral = await referrals_store.by_number(tx, group.group_id, number)
    if referral is None:
        raise not_found()
    if referral.state is State.WITHDRAWN:
        raise Refused(N_("{referral} was taken back by its giver already and counts for nothing."), referral=referral.label)
    if referral.state is not State.VOIDED:
        referral = await transitions.make(tx, group, referral, Verb.VOID, actor.user_id, reason)
        for party in Party:
            await referrals_notices.tell(tx, group, referral, Verb.VOID, referral.user_of(party))
    return referral.label
