"""Use case: a member or moderator reads a leaderboard."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period
from bot.core.declarations import declared
from bot.core.ledger.model import EntryKind
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.membership.guards import readable_group
from bot.membership.members import roll
from bot.membership.members import store as members_store
from bot.membership.members.model import Status
from bot.weekly.boards import store as boards_store
from bot.weekly.boards.model import Board, BoardName, Standing, place_among, ranked

if TYPE_CHECKING:
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.model import PublicLanguage


class Boards(Service):
    @reads
    async def board(self, tx: Tx, actor: Actor, name: BoardName, period_name: PeriodName) -> Board:
        """The board of a period in the group's time zone, for members and moderators. Raises Refused."""
        group = await readable_group(tx, actor)
        span = period(period_name, tx.now, group.zone, group.week_starts)
        kind = declared().boards[name].entry_kind
        # A board whose feature does not write entries yet has no entry kind, and is empty.
        standings = await boards_store.standings(tx, group, EntryKind(kind), span) if kind else []
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
        """The language of the group's public messages, in which a board is posted."""
        return (await groups_store.get(tx, group_id)).language


async def _own(tx: Tx, actor: Actor, standings: list[Standing]) -> Standing | None:
    """The actor's standing, with zeros where they have no entry; None where they are no active member."""
    own = next((each for each in standings if each.user_id == actor.user_id), None)
    if own is not None:
        return own
    present = await roll.standing(tx, actor.group_id, actor.user_id)
    if present is None or present.status is not Status.ACTIVE:
        return None
    names = await members_store.names(tx, actor.group_id, [actor.user_id])
    return Standing(actor.user_id, names[actor.user_id], 0, 0)
