"""What each feature contributes to the weekly digest. A new one adds its function here, and its renderer where it is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.model.boards import BoardName, ranked
from bot.model.digests import MOST_NEWCOMERS, MOST_RANKS, Block
from bot.model.ledger import EntryKind
from bot.model.texts import shortened
from bot.services.business import closed_business
from bot.services.week_ahead import openings, to_do
from bot.store import ledger, members, referrals, thanks
from bot.store.week_ahead import count_active

if TYPE_CHECKING:
    from bot.model.groups import Group
    from bot.model.weeks import Period
    from bot.store.engine.database import Tx

SHOWN = 300
"""Characters of a text in members' own words."""
MOST_SAID = 60

Contribution = Callable[["Tx", "Group", "Period"], Awaitable[Block | None]]


async def week(tx: Tx, group: Group, span: Period) -> Block:
    """The week in one sentence."""
    given, receivers = await ledger.totals(tx, group.group_id, EntryKind.REFERRAL, span)
    jobs = await referrals.won_between(tx, group.group_id, span)
    said = await thanks.count_in(tx, group.group_id, span)
    facts = {
        "referrals": given,
        "receivers": receivers,
        "jobs": jobs,
        "thanks": said,
        "members": await count_active(tx, group.group_id),
    }
    return Block("week", facts, news=bool(given or said))


async def board(tx: Tx, group: Group, span: Period) -> Block | None:
    """Who helped most members."""
    standings = await ledger.standings(tx, group, EntryKind.REFERRAL, span)
    named = [standing for standing in standings if standing.on_boards]
    if not standings:
        return None
    places = [
        {"rank": rank.rank, "name": rank.standing.name, "people": rank.standing.people, "times": rank.standing.times}
        for rank in ranked(BoardName.GIVERS, named)[:MOST_RANKS]
    ]
    return Block("board", {"places": places, "unnamed": len(standings) - len(named)}, news=True)


async def thanked(tx: Tx, group: Group, span: Period) -> Block | None:
    """Who thanked whom, in their own words."""
    said = await thanks.in_period(tx, group.group_id, span, MOST_SAID)
    if not said:
        return None
    names = await members.names(tx, group.group_id, {i for each in said for i in (each.author_id, each.thanked_id)})
    words = [
        {
            "author": names[each.author_id],
            "thanked": names[each.thanked_id],
            "message": shortened(each.message, SHOWN),
            "for_act": each.for_act,
        }
        for each in said
    ]
    return Block("thanks", {"said": words}, news=True)


async def newcomers(tx: Tx, group: Group, span: Period) -> Block | None:
    """New members, and whom to send them."""
    found = await members.newcomers(tx, group.group_id, span)
    if not found:
        return None
    told = [
        {"name": each.name, "seat": each.seat, "ideal_referral": shortened(each.profile.ideal_referral, SHOWN)}
        for each in found[:MOST_NEWCOMERS]
    ]
    return Block("newcomers", {"members": told, "more": len(found) - len(told)}, news=True)


CONTRIBUTIONS: tuple[Contribution, ...] = (
    week,
    closed_business,
    board,
    thanked,
    newcomers,
    openings,
    to_do,
)
"""In the order in which a digest tells them."""
