"""Use case: a member reads their own activity."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import Period, PeriodName, period
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import sort_key
from bot.core.use_case import Service, reads
from bot.meetings.attendance import history_store as meetings_history
from bot.meetings.attendance.model import LATELY as LATEST_MEETINGS
from bot.membership.guards import check_acting
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.referrals import store as referrals_store
from bot.referrals.history import store as history_store
from bot.referrals.history.model import Past
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Party
from bot.referrals.thanks import store as thanks_store
from bot.weekly.activity import store as activity_store
from bot.weekly.activity.exchanges import exchanges
from bot.weekly.activity.model import LATELY, Activity, Partner, came_back, has_given_much, middle

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.actor import Actor
    from bot.core.db.database import Tx


MOST_WAITING = 10
"""Maximum number of open referrals that are listed."""
YEAR = timedelta(days=365)


class ActivityService(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor, name: PeriodName = PeriodName.ALL_TIME) -> Activity:
        """Read the actor's numbers in the period; for ALL_TIME with the imported history. Raises Refused."""
        return await activity_of(tx, actor, name)


async def activity_of(tx: Tx, actor: Actor, name: PeriodName) -> Activity:
    """As `ActivityService.mine`, within the transaction of another use case."""
    group = await check_acting(tx, actor)
    span = None if name is PeriodName.ALL_TIME else period(name, tx.now, group.zone, group.week_starts)
    return await _activity(tx, actor.group_id, actor.user_id, name, span)


async def _activity(tx: Tx, group_id: int, me: int, name: PeriodName, span: Period | None) -> Activity:
    # Imported referrals are no entries of the ledger and belong to no period, so they count in the numbers of all time only.
    before = Past() if span else await history_store.of_member(tx, group_id, me)
    to_contact, to_close = await activity_store.times_taken(tx, group_id, me, tx.now - YEAR)
    found = await exchanges(tx, group_id, me, span)
    given, received = _added(found.given, before.given), _added(found.received, before.received)
    waiting = await referrals_store.waiting(tx, group_id, me, MOST_WAITING)
    givers = {each.giver_id for each in waiting}
    names = await members_store.names(tx, group_id, given.keys() | received.keys() | givers)
    linked_given, linked_received = await linked_store.counted(tx, group_id, me, span)
    partners = [
        Partner(user_id, names.get(user_id, ""), given.get(user_id, 0), received.get(user_id, 0))
        for user_id in given.keys() | received.keys()
    ]
    return Activity(
        waiting=tuple((each, names.get(each.giver_id, "")) for each in waiting),
        given=sum(given.values()),
        received=sum(received.values()),
        won=await activity_store.count_won(tx, group_id, me, Party.RECEIVER, span),
        given_won=await activity_store.count_won(tx, group_id, me, Party.GIVER, span),
        to_contact=middle(to_contact),
        to_close=middle(to_close),
        thanked_by_others=sum(found.thanked_by_others.values()),
        thanks_given=sum(found.thanks_given.values()),
        introduced=len(found.introduced),
        introduced_by_others=sum(found.introduced_by_others.values()),
        helped=len(found.helped),
        helped_by_others=sum(found.helped_by_others.values()),
        brought=tuple(await thanks_store.brought(tx, group_id, me, span)),
        partners=tuple(sorted(partners, key=lambda p: (-(p.given + p.received), sort_key(p.name)))),
        past=before,
        period_name=name,
        period=span,
        meetings=await meetings_history.lately(tx, group_id, me, LATEST_MEETINGS),
        # What one did not give in all time one did not give of late.
        came_back=await _came_back(tx, group_id, me) if span or has_given_much(found.introduced, found.helped) else None,
        linked_given=linked_given,
        linked_received=linked_received,
    )


def _added(some: Mapping[int, int], more: Mapping[int, int]) -> dict[int, int]:
    return {user_id: some.get(user_id, 0) + more.get(user_id, 0) for user_id in some.keys() | more.keys()}


async def _came_back(tx: Tx, group_id: int, me: int) -> int | None:
    lately = Period(tx.now - LATELY, tx.now + timedelta.resolution)
    introduced = await ledger_store.by_counterpart(tx, group_id, me, EntryKind.INTRODUCTION, lately)
    answered = await ledger_store.by_counterpart(tx, group_id, me, EntryKind.ANSWER, lately)
    if not has_given_much(introduced, answered):
        return None
    received = await ledger_store.by_member(tx, group_id, me, EntryKind.REFERRAL, lately)
    found = came_back(sum(received.values()))
    # Nobody refers to an associate, whatever they say that they look for.
    return None if found is not None and me in await roll.associates(tx, group_id, Status.ACTIVE) else found
