"""What falls due by the clock: put right after the clock was set or a zone's rules changed; and telling that the clock is wrong."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.model.outbox import Message
from bot.services import care, digest_schedule, drafts, presence
from bot.services.transactions import Service, reads, writes
from bot.store import drafts as draft_store
from bot.store import groups, identifies, jobs, outbox, queue

if TYPE_CHECKING:
    from bot.model.groups import Group
    from bot.model.jobs import Job
    from bot.store.engine.database import Tx

DAILY = {care.JOB: care.tend, presence.JOB: presence.watch}
FAR = timedelta(days=2)
"""Nothing that comes every day is so far ahead, unless the clock was when it was scheduled."""
WRONG = "clock.wrong"
SLICE = 100
"""How many groups are told in one transaction at most."""


class Clocks(Service):
    @writes
    async def begin(self, tx: Tx) -> None:
        """A worker begins: if the store was worked on later than now, the clock was set back in between."""
        by = await queue.latest(tx) - tx.now
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
        daily = [job for kind in DAILY for job in await jobs.pending(tx, kind) if job.due_at - tx.now > FAR]
        kept_too_long = [job for job in await jobs.pending(tx, drafts.JOB) if job.due_at - tx.now > draft_store.KEPT]
        return daily + kept_too_long + await digest_schedule.misplaced(tx)

    @writes
    async def _put_right(self, tx: Tx, job: Job) -> None:
        if job.kind in DAILY:
            await DAILY[job.kind](tx, await groups.get(tx, job.group_id))
        elif job.kind == drafts.JOB:
            await draft_store.shorten(tx)
            await jobs.move(tx, job, tx.now + draft_store.KEPT)
        else:
            await digest_schedule.put_right(tx, job)

    async def note(self, skew: timedelta, *, is_wrong: bool) -> None:
        """Remember how far the clock is ahead of Discord's. Where that is wrong, tell each group's moderators, once until it is right."""
        episode, after = await self._note(skew, is_wrong=is_wrong), 0
        while episode is not None and after is not None:
            after = await self._tell_some(episode, after)

    @writes
    async def _note(self, tx: Tx, skew: timedelta, *, is_wrong: bool) -> str | None:
        await queue.note_skew(tx, skew)
        return await queue.wrong_since(tx) if is_wrong else await queue.clock_is_right(tx)

    @writes
    async def _tell_some(self, tx: Tx, episode: str, after: int) -> int | None:
        """Returns the group after which to go on; None when all are told."""
        found = await groups.set_up_after(tx, after, SLICE)
        for group in found:
            await _tell(tx, group, episode)
        return found[-1].group_id if len(found) == SLICE else None


async def _set_back(tx: Tx, by: timedelta) -> None:
    await queue.set_back(tx, by)
    await identifies.set_back(tx, by)


async def _tell(tx: Tx, group: Group, episode: str) -> None:
    """In the moderators' channel, or to whoever set the group up."""
    channel_id = group.moderators_channel_id
    if channel_id is None and group.set_up_by is None:
        return
    await outbox.add(
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
