"""The one loop: run the jobs that are due, deliver what is due, sleep until the next is.

It has no task that waits: a round runs when the database says that something is due, when a delivery ends, and when the next
row's time comes.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.store import jobs, outbox

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import datetime

    from bot.model.jobs import Job
    from bot.model.outbox import Outgoing
    from bot.store.engine.database import Database, Tx
    from bot.worker.delivery import Courier

log = logging.getLogger(__name__)

AT_ONCE = 24
"""Deliveries under way at the same time, each to another destination."""
NAP = 6 * 3600.0
"""The longest sleep in seconds. A laptop that slept wakes the worker earlier, for it has to connect again."""
SHARED_NAP = 60.0
"""The same where other processes share the store: what one of them leaves when it dies is taken up by the others."""
AFTER_TROUBLE = 30.0
JOB_RETRY = timedelta(minutes=10)
JOBS_AT_ONCE = 50
SWEEP_EVERY = timedelta(days=1)


JobHandler = Callable[["Job"], Awaitable[None]]


class Worker:
    """Owns its tasks: `start` begins, `nudge` wakes it, `stop` waits for what is under way."""

    def __init__(
        self, database: Database, courier: Courier, job_handlers: Mapping[str, JobHandler], *, shared: bool = False
    ) -> None:
        self._database = database
        self._courier = courier
        self._job_handlers = job_handlers
        self._shared = shared
        self._round: asyncio.Task[None] | None = None
        self._in_hand: dict[int, asyncio.Task[None]] = {}
        self._timer: asyncio.TimerHandle | None = None
        self._again = False
        self._running = False
        self._swept: datetime | None = None

    async def start(self) -> None:
        """Begin with what an earlier process left; what another one may have in hand is free when its lease is over."""
        self._running = True
        self._database.on_wake = self.nudge
        if self._shared:
            self.nudge()
        else:
            await self._database.write(outbox.take_back)

    def nudge(self) -> None:
        """Look for due work now, or as soon as the present look is over."""
        if not self._running:
            return
        if self._round is not None:
            self._again = True
            return
        if self._timer is not None:
            self._timer.cancel()
        self._round = asyncio.create_task(self._look(), name="goodword worker")

    async def stop(self, within: float = 5.0) -> None:
        """Take nothing more up, and give what is under way `within` seconds to end."""
        self._running = False
        self._database.on_wake = lambda: None
        if self._timer is not None:
            self._timer.cancel()
        under_way = [task for task in (self._round, *self._in_hand.values()) if task is not None]
        if under_way:
            _, late = await asyncio.wait(under_way, timeout=within)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    async def _look(self) -> None:
        delay = AFTER_TROUBLE
        try:
            delay = await self._take_up()
        except Exception:
            log.exception("The worker could not look for due work; it tries again in %d s.", AFTER_TROUBLE)
        finally:
            self._round = None
        if self._again:
            self._again = False
            self.nudge()
        elif self._running:
            self._timer = asyncio.get_running_loop().call_later(delay, self.nudge)

    async def _take_up(self) -> float:
        """Run and deliver what is due; return for how many seconds nothing else is."""
        free = AT_ONCE - len(self._in_hand)
        ask = self._database.write if self._shared else self._database.read
        due = await ask(lambda tx: _find_due(tx, free, self._in_hand, shared=self._shared))
        for job in due.jobs:
            await self._run_job(job)
        await self._sweep()
        for row in due.rows:
            task = asyncio.create_task(self._courier.deliver(row), name=f"deliver {row.message.key}")
            self._in_hand[row.id] = task
            task.add_done_callback(lambda _, row=row: self._delivered(row))
        return min(due.wait, SHARED_NAP) if self._shared else due.wait

    async def _sweep(self) -> None:
        """Once a day, a little at a time, delete what was said and done long ago."""
        now = discord.utils.utcnow()
        if self._swept is None or now - self._swept >= SWEEP_EVERY:
            swept = [await self._database.write(sweep) for sweep in (outbox.sweep, jobs.sweep)]
            self._swept = None if any(swept) else now

    async def _run_job(self, job: Job) -> None:
        try:
            await self._job_handlers[job.kind](job)
        except Exception:
            log.exception("The job %s failed; it is tried again in %s.", job.key, JOB_RETRY)
            await self._database.write(lambda tx: jobs.postpone(tx, job, tx.now + JOB_RETRY))

    def _delivered(self, row: Outgoing) -> None:
        task = self._in_hand.pop(row.id)
        if not task.cancelled() and (problem := task.exception()) is not None:
            log.error("The delivery of %s ended in an error.", row.message.key, exc_info=problem)
            if self._running and self._round is None:
                self._timer = asyncio.get_running_loop().call_later(AFTER_TROUBLE, self.nudge)
            return
        self.nudge()


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done now, and for how many seconds nothing else is."""

    jobs: list[Job]
    rows: list[Outgoing]
    wait: float


async def _find_due(tx: Tx, free: int, in_hand: Collection[int], *, shared: bool) -> _Due:
    find_rows, find_jobs = (outbox.claim_due, jobs.claim_due) if shared else (outbox.take_due, jobs.due)
    later = [moment for moment in (await jobs.next_due(tx), await outbox.next_due(tx)) if moment is not None]
    wait = min((moment - tx.now).total_seconds() for moment in later) if later else NAP
    rows = await find_rows(tx, free, in_hand) if free else []  # a delivery that ends looks again
    found = await find_jobs(tx, JOBS_AT_ONCE)
    return _Due(found, rows, 0.0 if len(found) == JOBS_AT_ONCE else min(NAP, wait))
