"""What leaderboards contribute to the weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.digest_block import MOST_RANKS, Block
from bot.core.ledger.model import EntryKind
from bot.weekly.boards import store as boards_store
from bot.weekly.boards.model import BoardName, ranked

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group


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
