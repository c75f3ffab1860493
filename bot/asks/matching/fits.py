"""Needs that fit a member, for the morning list of those who switched it on: a job finds them once a need is posted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.matching import fits_store
from bot.asks.matching.entries import entry_of
from bot.asks.matching.service import Matching
from bot.asks.model import NeedKind
from bot.core.jobs import store as jobs_store
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.members import roll
from bot.membership.members.model import Status
from bot.membership.muted_senders import store as muted_senders_store

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from bot.asks.matching.model import Entry
    from bot.asks.model import Need
    from bot.asks.seen import SeenNeed
    from bot.core.db.database import Database, Tx
    from bot.core.jobs.model import Job
    from bot.core.morning_items import WaitingItem
    from bot.groups.model import Group
    from bot.membership.members.model import Texts

ITEM = "fits"
"""The kind of the item in the morning list, as it is stored."""
JOB = "need.fits"
SLICE = 25
"""People with whom one transaction's need is compared."""
BEFORE_ALL = 0
"""Below every id of a person in Discord."""


class Fitting(Struct, frozen=True):
    """An open need, the words of its reader's own profile by which it fits them, and the channel in which it is answered."""

    seen: SeenNeed
    words: str
    channel_id: int | None


class Fits(Service):
    def __init__(self, database: Database) -> None:
        super().__init__(database)
        self._matching = Matching(database)

    async def run(self, job: Job) -> None:
        """Compare a need that was posted with those who want to know, slice by slice; run again, it finds the same."""
        need_id, after = int(job.key.rsplit(":", 1)[1]), BEFORE_ALL
        while (found := await self._slice(job.group_id, need_id, after)) is not None:
            entry, members = found
            words = zip(members, await self._matching.fitted(job.group_id, members, entry), strict=True)
            await self._keep(job.group_id, need_id, {member.user_id: ", ".join(each) for member, each in words if each})
            after = members[-1].user_id
        await self._finish(job)

    @reads
    async def _slice(self, tx: Tx, group_id: int, need_id: int, after: int) -> tuple[Entry, Sequence[Texts]] | None:
        """The need and the next people, None where there are no more or it ended."""
        need = await asks_store.get(tx, group_id, need_id)
        if need is None or not need.is_open(tx.now):
            return None
        wanted = await fits_store.wanted(tx, group_id, after, SLICE)
        members = (await roll.texts_of(tx, group_id, (Status.ACTIVE,), wanted)).opened()
        trades = await asks_store.trades(tx, group_id, [need_id])
        return (entry_of(need, trades.get(need_id, ())), members) if members else None

    @writes
    async def _keep(self, tx: Tx, group_id: int, need_id: int, words: Mapping[int, str]) -> None:
        if words:
            await fits_store.keep(tx, group_id, need_id, words)

    @writes
    async def _finish(self, tx: Tx, job: Job) -> None:
        await jobs_store.finish(tx, job)


async def posted(tx: Tx, *, need: Need) -> None:
    """Hears that a need was posted: where somebody wants to read of what fits them, a job looks for whom it does. A tip asks for nothing."""
    if need.kind is not NeedKind.TIP and await fits_store.wanted(tx, need.group_id, BEFORE_ALL, 1):
        await jobs_store.add(tx, need.group_id, JOB, f"{JOB}:{need.group_id}:{need.id}", tx.now)


async def due(tx: Tx, group: Group, _at: datetime, after: int, limit: int) -> list[WaitingItem]:
    """Who reads of which need, as `MorningItems` says."""
    return await fits_store.waiting(tx, group.group_id, ITEM, after, limit)


async def read(tx: Tx, group_id: int, user_id: int, need_id: int) -> Fitting | None:
    """The need as the reader sees it; None where it ended, they offered already, muted its author, or want to read of none any more."""
    words = await fits_store.words_of(tx, group_id, user_id, need_id)
    need = None if words is None else await asks_store.get(tx, group_id, need_id)
    if words is None or need is None or not need.is_open(tx.now):
        return None
    seen = await asks_seen.one(tx, need, user_id)
    if seen.my_offer is not None or await muted_senders_store.is_muted(tx, group_id, user_id, need.author_id):
        return None
    group = await groups_store.get(tx, group_id)
    return Fitting(seen, words, group.asks_channel_id or group.referrals_channel_id)
