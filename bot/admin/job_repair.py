"""Reschedules jobs after the clock was set or a zone's rules changed, and reports a wrong clock to moderators."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core import outbox_admin
from bot.core.declarations import declared
from bot.core.identify import store as identify_store
from bot.core.jobs import store as jobs_store
from bot.core.outbox.model import Message
from bot.core.use_case import Service, reads, writes
from bot.groups import store as groups_store
from bot.membership.tell_moderators import tell_moderators

if TYPE_CHECKING:
    from bot.core.db.database import Tx
    from bot.core.jobs.model import Job
    from bot.groups.model import Group

FAR = timedelta(days=2)
"""A daily job that is due later than this was scheduled while the clock was ahead."""
WRONG = "clock.wrong"
SLICE = 100
"""Maximum number of groups that are notified in one transaction."""


class JobRepair(Service):
    @writes
    async def begin(self, tx: Tx) -> None:
        """Called at the worker's start: where the store has times later than now, the clock was set back in between."""
        by = await outbox_admin.latest(tx) - tx.now
        if by > timedelta():
            await _set_back(tx, by)

    @writes
    async def set_back(self, tx: Tx, by: timedelta) -> None:
        """Move the times of retries back by `by`, the clock's step while the worker ran, so that they wait no longer for it."""
        await _set_back(tx, by)

    async def put_right(self) -> None:
        """Reschedule all misplaced jobs, each in its own transaction; others are not written."""
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
        """Store how far the clock is ahead of Discord's; where that is wrong, notify each group's moderators once per episode."""
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
        """Notify up to SLICE groups. Returns the id after which to continue; None when all are notified."""
        found = await groups_store.set_up_after(tx, after, SLICE)
        for group in found:
            await _tell(tx, group, episode)
        return found[-1].group_id if len(found) == SLICE else None


async def _set_back(tx: Tx, by: timedelta) -> None:
    await outbox_admin.set_back(tx, by)
    await identify_store.set_back(tx, by)


async def _tell(tx: Tx, group: Group, episode: str) -> None:
    """Queue the notice to the moderators, once for each episode: the outbox ignores a key that it has."""
    await tell_moderators(tx, group, Message(group.group_id, WRONG, f"{WRONG}:{group.group_id}:{episode}", group.group_id))
