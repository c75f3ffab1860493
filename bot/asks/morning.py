"""What ends a need besides its author: the clock, each morning, and the author's departure."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks import helps_store, offers_store
from bot.asks import notices as asks_notices
from bot.asks import store as asks_store
from bot.asks.model import DETAILS_KEPT, Need, NeedState
from bot.asks.offers import STANDING, take_back
from bot.asks.service import end
from bot.core.audit_log.model import THE_CLOCK
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.groups.model import Group
    from bot.membership.members.model import Member

SLICE = 50
"""Maximum number of needs that one transaction ends, and of those whose details it empties."""


async def tend(tx: Tx, group_id: int) -> bool:
    """Each morning: end what is over, and empty the details of covers that are past; only by a trusted clock.

    Returns whether there may be more.
    """
    if not tx.clock_is_trusted:
        return False
    over = await asks_store.ending(tx, group_id, SLICE)
    group = await groups_store.get(tx, group_id)
    for need in over:
        await end(tx, group, need, await _came_to(tx, need), THE_CLOCK, may_wait=True)
    past = await asks_store.detailed(tx, group_id, tx.now - DETAILS_KEPT, SLICE)
    for need in past:
        wiped = await asks_store.wipe_details(tx, need)
        for chosen in await offers_store.chosen(tx, need):
            await asks_notices.over(tx, group, wiped, chosen, may_wait=True)
    return SLICE in {len(over), len(past)}


async def _came_to(tx: Tx, need: Need) -> NeedState:
    """MET where somebody stands in or helped, though its author did not say so."""
    is_met = await offers_store.chosen(tx, need) or await helps_store.of_needs(tx, need.group_id, [need.id], 1)
    return NeedState.MET if is_met else NeedState.LAPSED


async def belonging_changed(tx: Tx, *, group: Group, member: Member) -> None:
    """Hears that somebody belongs or no longer does: their open needs close, and what they offered does not stand any more."""
    if member.belongs:
        return
    for need in await asks_store.open_by(tx, group.group_id, member.user_id):
        await end(tx, group, need, NeedState.CLOSED)
    for need_id in await offers_store.open_needs_of(tx, group.group_id, member.user_id):
        need = await asks_store.get(tx, group.group_id, need_id)
        assert need is not None
        standing = [each for each in await offers_store.by_person(tx, need, member.user_id) if each.state in STANDING]
        await take_back(tx, need, standing)
