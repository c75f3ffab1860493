"""Use case: a member reads their own numbers in all their groups."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.membership.guards import check_acting
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Party
from bot.referrals.thanks import store as thanks_store
from bot.reports.my_groups import store as my_groups_store
from bot.reports.my_groups.model import MOST, OwnGroups, OwnNumbers
from bot.weekly.activity import store as activity_store
from bot.weekly.activity.exchanges import exchanges

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import Group


class MyGroups(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor, name: PeriodName = PeriodName.ALL_TIME) -> OwnGroups:
        """Read the actor's numbers in this group, of which they must be an active member, and in all others. Raises Refused.

        Nothing is asked of Discord: another group may be in another process.
        """
        here = await check_acting(tx, actor)
        found = await my_groups_store.others(tx, actor.user_id, actor.group_id)
        groups = [await groups_store.get(tx, group_id) for group_id in found[: MOST - 1]]
        numbers = [await _numbers(tx, group, actor.user_id, name) for group in (here, *groups)]
        return OwnGroups(name, numbers[0], tuple(numbers[1:]), len(found) - len(groups))


async def _numbers(tx: Tx, group: Group, me: int, name: PeriodName) -> OwnNumbers:
    """One group's: its period is cut in its own time zone."""
    span = None if name is PeriodName.ALL_TIME else period(name, tx.now, group.zone, group.week_starts)
    found = await exchanges(tx, group.group_id, me, span)
    linked_given, linked_received = await linked_store.counted(tx, group.group_id, me, span)
    return OwnNumbers(
        group.group_id,
        span,
        given=sum(found.given.values()),
        given_won=await activity_store.count_won(tx, group.group_id, me, Party.GIVER, span),
        received=sum(found.received.values()),
        won=await activity_store.count_won(tx, group.group_id, me, Party.RECEIVER, span),
        introduced=len(found.introduced),
        helped=len(found.helped),
        thanked=sum(found.thanked_by_others.values()),
        thanks_given=sum(found.thanks_given.values()),
        brought=tuple(await thanks_store.brought(tx, group.group_id, me, span)),
        linked_given=linked_given,
        linked_received=linked_received,
    )
