"""Reads what a board counts part by part, so that no read holds the store's thread for long.

Each part is read in a transaction of its own, and added up outside of it; a small board has one part. An entry and its reversal stand in
the same part: what is withdrawn meanwhile counts or does not, and nothing counts twice. What is given meanwhile counts next time.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.computing import beside
from bot.core.ledger import store as ledger_store
from bot.membership.members.roll import BEFORE_ALL
from bot.weekly.boards import store as boards_store
from bot.weekly.boards.model import People, Tally

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.calendar import Period
    from bot.core.db.database import Database, Tx
    from bot.core.ledger.model import EntryKind
    from bot.groups.model import Group
    from bot.weekly.boards.model import Standing


class Counted(Struct, frozen=True):
    """What was read of a board: sums of entries, and people. `rest` is the part of the period whose entries were not read."""

    tally: Tally
    people: People
    rest: Period | None

    @property
    def is_whole(self) -> bool:
        return self.rest is None and self.people.last is None

    def standings(self, group: Group) -> list[Standing]:
        return self.tally.standings(self.people, group.pair_cap)


async def first_part(tx: Tx, group_id: int, kind: EntryKind, span: Period) -> Counted:
    """Read the first entries of the period, and the first people of the group."""
    tally, part = Tally(), await ledger_store.part(tx, group_id, kind, span)
    tally.add(part.entries)
    return Counted(tally, await boards_store.people(tx, group_id), part.rest)


async def whole(database: Database, group_id: int, kind: EntryKind, first: Counted) -> Counted:
    """Read all that follows the first part."""
    tally = await _tallied(database, group_id, kind, first.tally, first.rest)
    return Counted(tally, await _everybody(database, group_id, first.people), None)


async def standings(database: Database, group: Group, kind: EntryKind, span: Period) -> list[Standing]:
    """The standings of a period."""
    first = await database.read(lambda tx: first_part(tx, group.group_id, kind, span))
    if first.is_whole:
        return first.standings(group)
    counted = await whole(database, group.group_id, kind, first)
    return await beside(counted.standings, group)


async def standings_of(
    database: Database, group: Group, kinds: Iterable[EntryKind], span: Period
) -> dict[EntryKind, list[Standing]]:
    """The standings of a period by kind, with people who are read once for all."""
    people = await _everybody(database, group.group_id, People({}, {}, BEFORE_ALL))
    found: dict[EntryKind, list[Standing]] = {}
    for kind in kinds:
        tally = await _tallied(database, group.group_id, kind, Tally(), span)
        found[kind] = await beside(tally.standings, people, group.pair_cap)
    return found


async def _tallied(database: Database, group_id: int, kind: EntryKind, tally: Tally, left: Period | None) -> Tally:
    """Add the entries of the period `left` to the tally."""
    while left is not None:
        part = await database.read(lambda tx, left=left: ledger_store.part(tx, group_id, kind, left))
        await beside(tally.add, part.entries)
        left = part.rest
    return tally


async def _everybody(database: Database, group_id: int, first: People) -> People:
    """The first people, and all who follow them."""
    active, partners, last = dict(first.active), dict(first.partners), first.last
    while last is not None:
        people = await database.read(lambda tx, last=last: boards_store.people(tx, group_id, last))
        active.update(people.active)
        partners.update(people.partners)
        last = people.last
    return People(active, partners)
