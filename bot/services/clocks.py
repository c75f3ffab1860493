"""What falls due by the clock, put right after somebody set the clock or the rules of a zone changed."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.services import care, digest_schedule, presence
from bot.services.transactions import Service, reads, writes
from bot.store import groups, jobs

if TYPE_CHECKING:
    from bot.model.jobs import Job
    from bot.store.engine.database import Tx

DAILY = {care.JOB: care.tend, presence.JOB: presence.watch}
FAR = timedelta(days=2)
"""Nothing that comes every day is so far ahead, unless the clock was when it was scheduled."""


class Clocks(Service):
    async def put_right(self) -> None:
        """Let everything fall due when it should; what does already is not written again."""
        for job in await self._misplaced():
            await self._put_right(job)

    @reads
    async def _misplaced(self, tx: Tx) -> list[Job]:
        daily = [job for kind in DAILY for job in await jobs.pending(tx, kind) if job.due_at - tx.now > FAR]
        return daily + await digest_schedule.misplaced(tx)

    @writes
    async def _put_right(self, tx: Tx, job: Job) -> None:
        if job.kind in DAILY:
            await DAILY[job.kind](tx, await groups.get(tx, job.group_id))
        else:
            await digest_schedule.put_right(tx, job)
