"""Use cases of asking linked groups too: the text of a need is shown in their channels, without anything that is private."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.asks import across_notices, across_store, checks
from bot.asks import seen as asks_seen
from bot.asks import store as asks_store
from bot.asks.model import NeedState
from bot.core.audit_log import store as audit_log_store
from bot.core.audit_log.model import LogEntry
from bot.core.errors import N_, Refused
from bot.core.outbox.kinds import channel_of
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.groups.links import store as links_store
from bot.referrals.linked import store as linked_store

if TYPE_CHECKING:
    from bot.asks.seen import SeenNeed
    from bot.core.actor import Actor
    from bot.core.db.database import Tx
    from bot.groups.links.model import Link


class Across(Struct, frozen=True):
    """A need as a linked group reads it: `group` is the asker's, `takes` whether they take clients from linked groups.

    `is_shown`: the groups are linked, and the asker's server has the bot.
    """

    seen: SeenNeed
    group: str
    takes: bool
    is_shown: bool = True

    @property
    def is_open(self) -> bool:
        return self.is_shown and self.seen.need.state is NeedState.OPEN


class AcrossGroups(Service):
    @reads
    async def may_ask(self, tx: Tx, actor: Actor) -> bool:
        """Whether the actor's group is linked with any whose channel could show a need."""
        return bool(await _with_channel(tx, actor))

    @writes
    async def ask(self, tx: Tx, actor: Actor, need_id: int) -> tuple[SeenNeed, list[str]]:
        """Show an open need in the linked groups too, as its author; returns it, and the names of those that read it.

        Done twice it is shown once. Raises Refused.
        """
        _, need = await checks.own(tx, actor, need_id)
        await asks_store.hold(tx, need)
        if not need.is_open(tx.now):
            raise Refused(N_("{need} is not open any more, so nobody else is asked."), need=need.label)
        links = await _with_channel(tx, actor)
        if not links:
            raise Refused(N_("No linked group has a channel for asks now. Your own group reads it as before."))
        new = [link for link in links if await across_store.add(tx, need.group_id, need.id, link.other_id)]
        if new:
            await audit_log_store.write(tx, LogEntry(need.group_id, actor.user_id, "need.across", need.label, need.author_id))
        for link in links:
            await across_notices.post(tx, await groups_store.get(tx, link.other_id), need)
        return await asks_seen.one(tx, need, actor.user_id), [link.name for link in links]

    @reads
    async def read(self, tx: Tx, other_id: int, home_id: int, need_id: int) -> Across | None:
        """Read a need for its text in another group; None where its own was deleted."""
        need = await asks_store.get(tx, home_id, need_id)
        if need is None:
            return None
        takes = any(each.user_id == need.author_id for each in await linked_store.takers(tx, home_id))
        group = await links_store.name_of(tx, other_id, home_id)
        is_shown = home_id in {each.other_id for each in await links_store.reached(tx, other_id)}
        return Across(await asks_seen.one(tx, need, 0), group, takes, is_shown)


async def _with_channel(tx: Tx, actor: Actor) -> list[Link]:
    """The linked groups that have a channel for asks."""
    links = await links_store.reached(tx, actor.group_id)
    groups = {link.other_id: await groups_store.get(tx, link.other_id) for link in links}
    return [link for link in links if channel_of(groups[link.other_id], across_notices.KIND) is not None]
