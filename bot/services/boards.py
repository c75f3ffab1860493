"""The leaderboard, and one's own activity."""

from __future__ import annotations

from collections import Counter
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.activity import Activity, Partner, middle
from bot.model.boards import Board, BoardName, Standing, place_among, ranked
from bot.model.ledger import EntryKind
from bot.model.referrals import Party
from bot.model.texts import key
from bot.model.weeks import PeriodName, period
from bot.services.membership import acting_member, readable_group
from bot.services.transactions import Service, reads
from bot.store import activity, groups, ledger, members, past, referrals, thanks

if TYPE_CHECKING:
    from bot.model.actors import Actor
    from bot.model.groups import PublicLanguage
    from bot.store.engine.database import Tx

COUNTED = {BoardName.GIVERS: EntryKind.REFERRAL, BoardName.THANKED: EntryKind.THANKS}
"""What each board counts; the others wait for their features."""
MOST_WAITING = 10
YEAR = timedelta(days=365)


class Boards(Service):
    @reads
    async def board(self, tx: Tx, actor: Actor, name: BoardName, period_name: PeriodName) -> Board:
        """The board of a period in the group's time zone, for members and moderators. Raises Refused."""
        group = await readable_group(tx, actor)
        span = period(period_name, tx.now, group.zone, group.week_starts)
        kind = COUNTED.get(name)
        standings = await ledger.standings(tx, group, kind, span) if kind else []
        named = ranked(name, (each for each in standings if each.on_boards))
        own = await _own(tx, actor, standings)
        return Board(
            name,
            period_name,
            span,
            named,
            group.pair_cap,
            unnamed=len(standings) - len(named),
            own=place_among(name, named, own) if own else None,
            zone=group.zone,
        )

    @reads
    async def language(self, tx: Tx, group_id: int) -> PublicLanguage:
        """The language of what the group reads together."""
        return (await groups.get(tx, group_id)).language


async def _own(tx: Tx, actor: Actor, standings: list[Standing]) -> Standing | None:
    """The actor's numbers, noughts where they have none; None where they are no active member."""
    own = next((each for each in standings if each.user_id == actor.user_id), None)
    if own is not None:
        return own
    member = await members.get(tx, actor.group_id, actor.user_id)
    return Standing(member.user_id, member.name, 0, 0) if member is not None and member.is_active else None


class Activities(Service):
    @reads
    async def mine(self, tx: Tx, actor: Actor) -> Activity:
        """What the actor gave and got, ever, with what is known of the time before. Raises Refused."""
        await acting_member(tx, actor)
        return await _activity(tx, actor.group_id, actor.user_id)


async def _activity(tx: Tx, group_id: int, me: int) -> Activity:
    before = await past.of_member(tx, group_id, me)
    to_contact, to_close = await activity.times_taken(tx, group_id, me, tx.now - YEAR)
    given = Counter(await ledger.by_counterpart(tx, group_id, me, EntryKind.REFERRAL)) + Counter(before.given)
    received = Counter(await ledger.by_member(tx, group_id, me, EntryKind.REFERRAL)) + Counter(before.received)
    waiting = await referrals.waiting(tx, group_id, me, MOST_WAITING)
    givers = {each.giver_id for each in waiting}
    names = await members.names(tx, group_id, given.keys() | received.keys() | givers)
    partners = [
        Partner(user_id, names.get(user_id, ""), given[user_id], received[user_id]) for user_id in given.keys() | received.keys()
    ]
    return Activity(
        waiting=tuple((each, names.get(each.giver_id, "")) for each in waiting),
        given=sum(given.values()),
        received=sum(received.values()),
        won=await activity.count_won(tx, group_id, me, Party.RECEIVER),
        given_won=await activity.count_won(tx, group_id, me, Party.GIVER),
        to_contact=middle(to_contact),
        to_close=middle(to_close),
        thanked_by_others=sum((await ledger.by_counterpart(tx, group_id, me, EntryKind.THANKS)).values()),
        thanks_given=sum((await ledger.by_member(tx, group_id, me, EntryKind.THANKS)).values()),
        brought=tuple(await thanks.brought(tx, group_id, me)),
        partners=tuple(sorted(partners, key=lambda p: (-(p.given + p.received), key(p.name)))),
        past=before,
    )
