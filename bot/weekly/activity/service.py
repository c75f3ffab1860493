"""Use case: a member reads their own activity."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.core.use_case import Service, reads
from bot.membership.guards import acting_member
from bot.membership.members import store as members_store
from bot.referrals import store as referrals_store
from bot.referrals.history import store as history_store
from bot.referrals.model import Party
from bot.referrals.thanks import store as thanks_store
from bot.weekly.activity import store as activity_store
from bot.weekly.activity.model import Activity, Partner, middle

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx


MOST_WAITING = 10
YEAR = timedelta(days=365)


class ActivityService(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor) -> Activity:
        """The actor's activity of all time, with the imported history. Raises Refused."""
        await acting_member(tx, actor)
        return await _activity(tx, actor.group_id, actor.user_id)


async def _activity(tx: Tx, group_id: int, me: int) -> Activity:
    before = await history_store.of_member(tx, group_id, me)
    to_contact, to_close = await activity_store.times_taken(tx, group_id, me, tx.now - YEAR)
    given = Counter(await ledger_store.by_counterpart(tx, group_id, me, EntryKind.REFERRAL)) + Counter(before.given)
    received = Counter(await ledger_store.by_member(tx, group_id, me, EntryKind.REFERRAL)) + Counter(before.received)
    waiting = await referrals_store.waiting(tx, group_id, me, MOST_WAITING)
    givers = {each.giver_id for each in waiting}
    names = await members_store.names(tx, group_id, given.keys() | received.keys() | givers)
    partners = [
        Partner(user_id, names.get(user_id, ""), given[user_id], received[user_id]) for user_id in given.keys() | received.keys()
    ]
    return Activity(
        waiting=tuple((each, names.get(each.giver_id, "")) for each in waiting),
        given=sum(given.values()),
        received=sum(received.values()),
        won=await activity_store.count_won(tx, group_id, me, Party.RECEIVER),
        given_won=await activity_store.count_won(tx, group_id, me, Party.GIVER),
        to_contact=middle(to_contact),
        to_close=middle(to_close),
        thanked_by_others=sum((await ledger_store.by_counterpart(tx, group_id, me, EntryKind.THANKS)).values()),
        thanks_given=sum((await ledger_store.by_member(tx, group_id, me, EntryKind.THANKS)).values()),
        brought=tuple(await thanks_store.brought(tx, group_id, me)),
        partners=tuple(sorted(partners, key=lambda p: (-(p.given + p.received), sort_key(p.name)))),
        past=before,
    )
