"""What leaderboards contribute to the weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import Period, days_before
from bot.core.computing import beside
from bot.core.digest_block import MOST_RANKS, Block
from bot.core.ledger.model import EntryKind
from bot.membership.members.roll import FEW
from bot.weekly.boards import gathering
from bot.weekly.boards.model import BoardName, ranked

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Database
    from bot.groups.model import Group

FEWEST_NUMBERS, WEEKS_TOGETHER = 3, 4
"""With fewer than FEWEST_NUMBERS distinct numbers of members helped, the board ranks the last WEEKS_TOGETHER weeks."""


async def board(database: Database, group: Group, span: Period, _: Mapping[str, Block | None]) -> Block | None:
    """Compose the block of who helped most members, in the period or the last WEEKS_TOGETHER weeks; None without a referral.

    A large group's is read in several transactions and ranked outside of them.
    """
    standings = await gathering.standings(database, group, EntryKind.REFERRAL, span)
    if not standings:
        return None
    weeks = 1
    # Only named members are counted: the numbers of the others don't show on the board.
    if len({standing.people for standing in standings if standing.on_boards}) < FEWEST_NUMBERS:
        weeks = WEEKS_TOGETHER
        together = Period(days_before(span.end, 7 * weeks, group.zone), span.end)
        standings = await gathering.standings(database, group, EntryKind.REFERRAL, together)
    named = [standing for standing in standings if standing.on_boards]
    ranks = await beside(ranked, BoardName.GIVERS, named) if len(named) > FEW else ranked(BoardName.GIVERS, named)
    places = [
        {"rank": rank.rank, "name": rank.standing.name, "people": rank.standing.people, "times": rank.standing.times}
        for rank in ranks[:MOST_RANKS]
    ]
    return Block("board", {"places": places, "unnamed": len(standings) - len(named), "weeks": weeks}, news=True)
