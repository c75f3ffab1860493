"""What falls due by the clock: put right after the clock was set or a zone's rules changed; and telling that the clock is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import outbox_admin
from bot.core.declarations import declared
from bot.core.identify import store as identify_store
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.core.outbox.model import Message
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group

FAR = timedelta(days=2)
"""Nothing that comes every day is so far ahead, unless the clock was when it was scheduled."""
WRONG = "clock.wrong"
SLICE = 100
"""How many groups are told in one transaction at most."""


class JobRepair(Service):
    @writes
    async def begin(self, tx: Tx) -> None:
        """A worker begins: if the store was worked on later than now, the clock was set back in between."""
        by = await outbox_admin.latest(tx) - tx.now
        if by > timedelta():
            await _set_back(tx, by)

    @writes
    async def set_back(self, tx: Tx, by: timedelta) -> None:
        """The time went back while the worker ran: what waits to be tried again waits no longer for that."""
        await _set_back(tx, by)

    async def put_right(self) -> None:
        """Let everything fall due when it should; what does already is not written again."""
        for job in await self._misplaced():
            await self._put_right(job)

    @reads
    async def _misplaced(self, tx: Tx) -> list[Job]:
        found: list[Job] = []
        for kind in declared().jobs.values():
            if kind.misplaced is not None:
                found += await kind.misplaced(tx)
            elif kind.schedule is not None:
                found += [job for job in await jobs_store.pending(tx, kind.name) if job.due_at - tx.now > FAR]
        return found

    @writes
    async def _put_right(self, tx: Tx, job: Job) -> None:
        kind = declared().jobs[job.kind]
        if kind.put_right is not None:
            await kind.put_right(tx, job)
        elif kind.schedule is not None:
            await kind.schedule(tx, await groups_store.get(tx, job.group_id))

    async def note(self, skew: timedelta, *, is_wrong: bool) -> None:
        """Remember how far the clock is ahead of Discord's. Where that is wrong, tell each group's moderators, once until it is right."""
        episode, after = await self._note(skew, is_wrong=is_wrong), 0
        while episode is not None and after is not None:
            after = await self._tell_some(episode, after)

    @writes
    async def note_room(self, tx: Tx) -> None:
        """Note that the store has room again, for `doctor`. Raises Unsaved where it has none."""
        await outbox_admin.note_full(tx)

    @writes
    async def _note(self, tx: Tx, skew: timedelta, *, is_wrong: bool) -> str | None:
        await outbox_admin.note_skew(tx, skew)
        return await outbox_admin.wrong_since(tx) if is_wrong else await outbox_admin.clock_is_right(tx)

    @writes
    async def _tell_some(self, tx: Tx, episode: str, after: int) -> int | None:
        """Returns the group after which to go on; None when all are told."""
        found = await groups_store.set_up_after(tx, after, SLICE)
        for group in found:
            await _tell(tx, group, episode)
        return found[-1].group_id if len(found) == SLICE else None


async def _set_back(tx: Tx, by: timedelta) -> None:
    await outbox_admin.set_back(tx, by)
    await identify_store.set_back(tx, by)


async def _tell(tx: Tx, group: Group, episode: str) -> None:
    """In the moderators' channel, or to whoever set the group up."""
    channel_id = group.moderators_channel_id
    if channel_id is None and group.set_up_by is None:
        return
    await outbox_store.add(
        tx,
        Message(
            group.group_id,
            WRONG,
            f"{WRONG}:{group.group_id}:{episode}",
            group.group_id,
            channel_id=channel_id,
            user_id=None if channel_id else group.set_up_by,
            language=group.language.value if channel_id else group.language.first,
        ),
    )
