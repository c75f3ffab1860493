"""Use case: a member or moderator reads a leaderboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import PeriodName, period
from bot.core.computing import beside
from bot.core.declarations import declared
from bot.core.ledger.model import EntryKind
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.membership.guards import readable_group
from bot.weekly.boards.gathering import first_part, whole
from bot.weekly.boards.model import Board, BoardName, Standing, place_among, ranked

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group, PublicLanguage
    from bot.weekly.boards.gathering import Counted


class Asked(Struct, frozen=True):
    """Which board of a group is read, and by whom."""

    user_id: int
    name: BoardName
    period_name: PeriodName
    period: Period
    group: Group

    def board(self, counted: Counted) -> Board:
        """Rank the members of whom there are entries."""
        standings, active = counted.standings(self.group), counted.people.active
        named = ranked(self.name, (each for each in standings if each.on_boards))
        own = next((each for each in standings if each.user_id == self.user_id), None)
        if own is None and self.user_id in active:
            own = Standing(self.user_id, active[self.user_id].name, 0, 0)
        return Board(
            self.name,
            self.period_name,
            self.period,
            named,
            self.group.pair_cap,
            unnamed=len(standings) - len(named),
            own=place_among(self.name, named, own) if own else None,
            zone=self.group.zone,
        )


class Boards(Service):
    async def board(self, actor: Actor, name: BoardName, period_name: PeriodName) -> Board:
        """The board of a period in the group's time zone, for members and moderators. Raises Refused.

        Few entries of few people are read and ranked in one transaction; more are read in several, and ranked outside of them.
        """
        found = await self._begin(actor, name, period_name)
        if isinstance(found, Board):
            return found
        asked, kind, first = found
        return await beside(asked.board, await whole(self.database, actor.group_id, kind, first))

    @reads
    async def _begin(
        self, tx: Tx, actor: Actor, name: BoardName, period_name: PeriodName
    ) -> Board | tuple[Asked, EntryKind, Counted]:
        """The whole board where it is small; else the first part of what it counts."""
        group = await readable_group(tx, actor)
        asked = Asked(actor.user_id, name, period_name, period(period_name, tx.now, group.zone, group.week_starts), group)
        kind = EntryKind(declared().boards[name].entry_kind)
        first = await first_part(tx, group.group_id, kind, asked.period)
        return asked.board(first) if first.is_whole else (asked, kind, first)

    @reads
    async def language(self, tx: Tx, group_id: int) -> PublicLanguage:
        """The language of the group's public messages, in which a board is posted."""
        return (await groups_store.get(tx, group_id)).language
