"""Use case: a member reads their own year, to print it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period, twelve_months
from bot.core.use_case import Service, reads
from bot.membership.guards import check_acting, check_on_roll
from bot.membership.members import store as members_store
from bot.referrals.history import store as history_store
from bot.referrals.history.model import Past
from bot.referrals.model import Party
from bot.referrals.thanks import store as thanks_store
from bot.weekly.activity import store as activity_store
from bot.weekly.activity.exchanges import exchanges
from bot.weekly.activity.model import Said, Year

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx

MOST_QUOTED = 100
"""Maximum number of thanks that are quoted: of 1,000 characters each, they are some thirty printed pages."""


class Years(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor, name: PeriodName | None) -> Year:
        """Read the actor's own year; None is the twelve months up to today. Raises Refused.

        In a direct message the group's id comes from a button, and a group that the actor is not in is answered as none.
        """
        await check_on_roll(tx, actor)
        group = await check_acting(tx, actor)
        me = (actor.group_id, actor.user_id)
        span = twelve_months(tx.now, group.zone) if name is None else period(name, tx.now, group.zone, group.week_starts)
        today = tx.now.astimezone(group.zone).date()
        # Imported referrals are no entries of the ledger and belong to no period, so they stand in the page of all time alone.
        is_all = name is PeriodName.ALL_TIME
        before = await history_store.of_member(tx, *me) if is_all else Past()
        found = await exchanges(tx, *me, span)
        said = await thanks_store.said_to(tx, *me, span, MOST_QUOTED + 1)
        quoted = said[-MOST_QUOTED:]
        authors = {each.author_id for each in quoted}
        names = await members_store.names(tx, actor.group_id, found.given.keys() | found.received.keys() | authors)
        return Year(
            group,
            name,
            None if is_all else span.start.astimezone(group.zone).date(),
            min(today, (span.end - timedelta.resolution).astimezone(group.zone).date()),
            found,
            names,
            given_won=await activity_store.count_won(tx, *me, Party.GIVER, span),
            won=await activity_store.count_won(tx, *me, Party.RECEIVER, span),
            said=tuple(
                Said(each.message, names.get(each.author_id, ""), each.at.astimezone(group.zone).date()) for each in quoted
            ),
            has_more_said=len(said) > len(quoted),
            brought=tuple(await thanks_store.brought(tx, *me, span)),
            past=before,
        )
