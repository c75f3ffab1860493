"""Use cases: a member looks at the network of those who want to be seen, and is in it or not."""

from __future__ import annotations

from datetime import timedelta
from hashlib import sha256
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.calendar import THE_BEGINNING, Period, PeriodName, period
from bot.core.computing import beside
from bot.core.ledger import store as ledger_store
from bot.core.ledger.model import EntryKind
from bot.core.use_case import Service, reads, writes
from bot.membership.guards import acting_member, check_acting
from bot.membership.preferences.service import choose
from bot.reports.network import store as network_store
from bot.reports.network.model import Graph, Network, Tally, graph

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.actor import Actor
    from bot.core.db.database import Database, Tx
    from bot.reports.network.model import Seen

KINDS = (EntryKind.REFERRAL, EntryKind.INTRODUCTION)
"""What makes a line."""
PACE = timedelta(minutes=10)
"""How long a group's network of a period is shown as it was read, whatever is exchanged meanwhile; not longer than who is in it is the same."""
LONGEST = timedelta(days=1)
"""How long it is shown while the ledger has no new entry. On PostgreSQL an entry may become visible after one with a higher id."""
KEPT = 64
"""Number of networks in the cache, of some kilobytes each."""


class _Situation(Struct, frozen=True):
    """What a network depends on. `people` is a digest of who is in it, with names and trades."""

    people: bytes
    span: Period
    last_id: int
    at: datetime

    def serves(self, now: _Situation) -> bool:
        """Whether what was read then may be shown now."""
        age = now.at - self.at
        is_fresh = age < (LONGEST if self.last_id == now.last_id else PACE)
        return is_fresh and (self.people, self.span) == (now.people, now.span)


class _Read(Struct, frozen=True):
    """What is read of the group: who wants to be seen, how many members there are, and when. `span` is EVER for all time.

    `last` is the id after which others of `people` follow, None where these are all.
    """

    people: Sequence[Seen]
    last: int | None
    members: int
    span: Period
    last_id: int
    at: datetime

    @property
    def bounds(self) -> Period:
        """The period whose entries are read. For all time they move with `at`, which makes no other network."""
        return Period(THE_BEGINNING, self.at + timedelta(days=1)) if self.span is ledger_store.EVER else self.span

    def situation(self) -> _Situation:
        return _Situation(sha256(repr(self.people).encode()).digest(), self.span, self.last_id, self.at)


class Networks(Service):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._kept: dict[tuple[int, PeriodName], tuple[_Situation, Graph]] = {}

    async def of(self, actor: Actor, name: PeriodName = PeriodName.ALL_TIME) -> Network:
        """The network of a period, for active members. Raises Refused.

        Who wants to be seen no more, left or deleted their data is in none that is read after that.
        """
        read = await self._whole(actor.group_id, await self._first(actor, name))
        now, key = await beside(read.situation), (actor.group_id, name)
        kept = self._kept.pop(key, None)
        if kept is None or not kept[0].serves(now):
            kept = (now, await self._drawn(actor.group_id, read))
        self._keep(key, kept)
        shown = len(read.people) - kept[1].dotless
        is_seen = any(each.user_id == actor.user_id for each in read.people)
        return Network(kept[1], max(read.members - shown, 0), name, read.span, is_seen)

    def _keep(self, key: tuple[int, PeriodName], kept: tuple[_Situation, Graph]) -> None:
        """Keep a network, and forget those that serve nobody any more: what they name may be erased by now."""
        oldest = kept[0].at - LONGEST
        self._kept = {each: known for each, known in self._kept.items() if known[0].at >= oldest}
        self._kept[key] = kept  # last in the dict: the first is the one to go
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]

    def forget(self) -> None:
        """Drop the networks that are kept."""
        self._kept.clear()

    @writes
    async def be_seen(self, tx: Tx, actor: Actor, *, shown: bool) -> None:
        """Set whether the picture shows the actor, who looks at it. Raises Refused."""
        present = await acting_member(tx, actor)
        await choose(tx, present, replace(present, in_picture=shown))

    @reads
    async def _first(self, tx: Tx, actor: Actor, name: PeriodName) -> _Read:
        group = await check_acting(tx, actor)
        people, last = await network_store.seen(tx, group.group_id)
        span = ledger_store.EVER if name is PeriodName.ALL_TIME else period(name, tx.now, group.zone, group.week_starts)
        members = await network_store.count_members(tx, group.group_id)
        return _Read(people, last, members, span, await ledger_store.last_id(tx), tx.now)

    async def _whole(self, group_id: int, read: _Read) -> _Read:
        """With all people, each part in a transaction of its own, so that none holds the store's thread for long."""
        people, last = [*read.people], read.last
        while last is not None:
            some, last = await self.database.read(lambda tx, last=last: network_store.seen(tx, group_id, last))
            people += some
        return replace(read, people=people, last=None)

    async def _drawn(self, group_id: int, read: _Read) -> Graph:
        """Read the entries part by part, as the people."""
        pairs: set[tuple[int, int]] = set()
        for kind in KINDS:
            tally = Tally(each.user_id for each in read.people)
            left: Period | None = read.bounds
            while left is not None:
                part = await self.database.read(lambda tx, left=left, kind=kind: ledger_store.part(tx, group_id, kind, left))
                await beside(tally.add, part.entries)
                left = part.rest
            pairs |= await beside(tally.pairs)
        return await beside(graph, read.people, pairs)
