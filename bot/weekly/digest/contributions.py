"""What each feature contributes to the weekly digest. A new one adds its function here, and its renderer where it is shown."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING

from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.text import shortened
from bot.membership.members import store as members_store
from bot.referrals import store as referrals_store
from bot.referrals.thanks import store as thanks_store
from bot.weekly.blocks import MOST_NEWCOMERS, MOST_RANKS, Block
from bot.weekly.boards import store as boards_store
from bot.weekly.boards.model import BoardName, ranked
from bot.weekly.business.service import closed_business
from bot.weekly.week_ahead.service import openings, to_do
from bot.weekly.week_ahead.store import count_active

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

SHOWN = 300
"""Characters of a text in members' own words."""
MOST_SAID = 60

Contribution = Callable[["Tx", "Group", "Period"], Awaitable[Block | None]]


async def week(tx: Tx, group: Group, span: Period) -> Block:
    """The week in one sentence."""
    given, receivers = await ledger_store.totals(tx, group.group_id, EntryKind.REFERRAL, span)
    jobs = await referrals_store.won_between(tx, group.group_id, span)
    said = await thanks_store.count_in(tx, group.group_id, span)
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
    standings = await boards_store.standings(tx, group, EntryKind.REFERRAL, span)
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
    said = await thanks_store.in_period(tx, group.group_id, span, MOST_SAID)
    if not said:
        return None
    names = await members_store.names(tx, group.group_id, {i for each in said for i in (each.author_id, each.thanked_id)})
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
    found = await members_store.newcomers(tx, group.group_id, span)
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
