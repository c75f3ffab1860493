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
from bot.referrals.linked import store as linked_store
from bot.referrals.model import Party
from bot.referrals.thanks import store as thanks_store
from bot.weekly.activity import store as activity_store
from bot.weekly.activity.exchanges import exchanges
from bot.weekly.activity.model import Said, Year

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.referrals.thanks.model import Thanks

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
        said = await _said(tx, *me, span)
        names = await members_store.names(tx, actor.group_id, found.given.keys() | found.received.keys())
        linked_given, linked_received = await linked_store.counted(tx, *me, None if is_all else span)
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
                [Said(each.message, author, each.at.astimezone(group.zone).date()) for each, author in said[-MOST_QUOTED:]]
            ),
            has_more_said=len(said) > MOST_QUOTED,
            brought=tuple(await thanks_store.brought(tx, *me, span)),
            past=before,
            linked_given=linked_given,
            linked_received=linked_received,
        )


async def _said(tx: Tx, group_id: int, me: int, span: Period) -> list[tuple[Thanks, str]]:
    """More than MOST_QUOTED thanks, where there are so many, each with its author's name; also for what went to linked groups."""
    here = await thanks_store.said_to(tx, group_id, me, span, MOST_QUOTED + 1)
    ids = await linked_store.thanks_to(tx, group_id, me, span, MOST_QUOTED + 1)
    there = await thanks_store.several(tx, group_id, ids) if ids else []
    names: dict[tuple[int, int], str] = {}
    for home in {each.group_id for each in (*here, *there)}:
        found = await members_store.names(tx, home, {each.author_id for each in (*here, *there) if each.group_id == home})
        names |= {(home, author): name for author, name in found.items()}
    said = sorted((*here, *there), key=lambda each: (each.at, each.id))
    return [(each, names.get((each.group_id, each.author_id), "")) for each in said]
