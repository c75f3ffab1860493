"""The one loop: run the jobs that are due, deliver what is due, sleep until the next is.

It has no task that waits: a round runs when the database says that something is due, when a delivery ends, and when the next
row's time comes. A round is one transaction, which notes how deliveries ended and takes in hand what is due now; under load
many at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from bot.core import outbox_admin
from bot.core.jobs import store as jobs_store
from bot.core.outbox import store as outbox_store
from bot.worker.standing import standing

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping
    from datetime import datetime

    from bot.core.db.database import Database, Tx
    from bot.core.jobs.model import Job
    from bot.core.outbox.model import Outgoing
    from bot.worker.clock_check import ClockCheck
    from bot.worker.delivery import Delivery
    from bot.worker.departed_groups import Deletion
    from bot.worker.http import DiscordHttp
    from bot.worker.outcomes import Outcome
    from bot.worker.standing import Standing

log = logging.getLogger(__name__)

AT_ONCE = 64
"""Deliveries under way at the same time, each to another destination: Discord's pace, should it take a second for each."""
PLENTY = 16
"""So many under way keep Discord busy: what ends meanwhile is noted, and more is taken in hand, only every `SOON` seconds."""
SOON = 0.1
NAP = 6 * 3600.0
"""The longest sleep in seconds. A laptop that slept wakes the worker earlier, for it has to connect again."""
SHARED_NAP = 60.0
"""The same where other processes share the store: what one of them leaves when it dies is taken up by the others."""
AFTER_TROUBLE = 30.0
GLANCE = 60.0
"""A sleeping worker looks at its clock so often, in seconds: somebody may have set it, or the machine slept."""
NOTED_EVERY = timedelta(minutes=1)
"""How far the time that the store remembers may be behind."""
JOB_RETRY = timedelta(minutes=10)
JOBS_AT_ONCE = 50
SWEEP_EVERY = timedelta(days=1)


JobHandler = Callable[["Job"], Awaitable[None]]


class Worker:
    """Owns its tasks: `start` begins, `nudge` wakes it, `stop` waits for what is under way."""

    def __init__(
        self,
        database: Database,
        courier: Delivery,
        job_handlers: Mapping[str, JobHandler],
        wire: DiscordHttp,
        check: ClockCheck,
        deletion: Deletion,
        *,
        shared: bool = False,
    ) -> None:
        self._database = database
        self._courier = courier
        self._job_handlers = job_handlers
        self._wire = wire
        self._clock = wire.clock
        self._check = check
        self._deletion = deletion
        self._checking: asyncio.Task[None] | None = None
        self._shared = shared
        self._round: asyncio.Task[None] | None = None
        self._jobs: asyncio.Task[None] | None = None
        self._in_hand: dict[int, asyncio.Task[Outcome]] = {}
        self._ended: dict[int, Outcome] = {}
        """How those ended that are not in hand any more, until it is noted."""
        self._timer: asyncio.TimerHandle | None = None
        self._again = False
        self._running = False
        self._swept: datetime | None = None
        self._noted: datetime | None = None
        """The latest time that the store remembers."""

    async def start(self) -> None:
        """Begin with what an earlier process left; what another one may have in hand is free when its lease is over."""
        self._running = True
        self._database.on_wake = self._check.on_change = self.nudge
        self._database.trusts_clock = lambda: self._clock.is_trusted
        await self._check.begin()
        if self._shared:
            self.nudge()
        else:
            await self._database.write(outbox_store.take_back)

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
        self._database.on_wake = self._check.on_change = lambda: None
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        while under_way := self._under_way():
            _, late = await asyncio.wait(under_way, timeout=max(0.0, until - loop.time()))
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)
        if self._ended:
            endings = [*self._ended.values()]
            await self._database.write(lambda tx: _note(tx, endings))
            self._ended.clear()

    def _under_way(self) -> list[asyncio.Task[Any]]:
        return [task for task in (self._round, self._jobs, self._checking, *self._in_hand.values()) if task is not None]

    async def _look(self) -> None:
        delay = AFTER_TROUBLE
        try:
            delay = await self._take_up()
            if self._ended:
                delay = min(delay, SOON)
        except Exception:
            log.exception("The worker could not look for due work; it tries again in %d s.", AFTER_TROUBLE)
        finally:
            self._round = None
        if self._again:
            self._again = False
            self.nudge()
        elif self._running:
            self._sleep(delay)

    def _sleep(self, seconds: float) -> None:
        nap = min(seconds, GLANCE) if self._clock.is_compared else seconds
        self._timer = asyncio.get_running_loop().call_later(nap, self._glance, seconds - nap)

    def _glance(self, seconds: float) -> None:
        """Sleep on, unless somebody set the clock."""
        if seconds and self._check.may_run_jobs:
            self._sleep(seconds)
        else:
            self.nudge()

    async def _take_up(self) -> float:
        """Note what ended, begin what is due; return for how many seconds nothing else is."""
        standstill, ended, in_hand = self._wire.standstill, dict(self._ended), [*self._in_hand]
        free = 0 if standstill or not self._running else AT_ONCE - len(in_hand)

        jobs_too = self._running and self._jobs is None and self._check.may_run_jobs
        now = self._clock()
        is_to_note = self._noted is None or abs(now - self._noted) >= NOTED_EVERY

        async def work(tx: Tx) -> _Due:
            await _note(tx, ended.values())
            if is_to_note:
                await outbox_admin.note_latest(tx)
            return await _find_due(tx, free, in_hand, jobs_too=jobs_too, shared=self._shared)

        due = await self._database.write(work)
        if is_to_note:
            self._noted = now
        for number in ended:
            del self._ended[number]
        for row, known in due.rows:
            task = asyncio.create_task(self._courier.deliver(row, known), name=f"deliver {row.message.key}")
            self._in_hand[row.id] = task
            task.add_done_callback(lambda _, row=row: self._delivered(row))
        if jobs_too and (due.jobs or self._is_to_sweep()):
            self._jobs = asyncio.create_task(self._work(due.jobs), name="goodword jobs")
        if self._running and self._checking is None and not self._check.wait:
            self._checking = asyncio.create_task(self._look_at_clock(), name="goodword clock")
        wait = min(due.wait, standstill or NAP, self._check.wait or NAP)
        return min(wait, SHARED_NAP) if self._shared else wait

    async def _look_at_clock(self) -> None:
        try:
            await self._check.run()
        except Exception:
            log.exception("The clock could not be looked at; it is tried again.")
        finally:
            self._checking = None
            self.nudge()

    async def _work(self, found: list[Job]) -> None:
        """Run jobs one after the other, beside the deliveries; more may be due when these are done."""
        try:
            for job in found:
                await self._run_job(job)
            if self._is_to_sweep():
                await self._sweep()
        except Exception:
            log.exception("What is due by the clock could not be done; it is tried again in %d s.", AFTER_TROUBLE)
            asyncio.get_running_loop().call_later(AFTER_TROUBLE, self.nudge)
        else:
            if found or self._swept is None:
                self.nudge()
        finally:
            self._jobs = None

    def _is_to_sweep(self) -> bool:
        return self._swept is None or self._clock() - self._swept >= SWEEP_EVERY

    async def _sweep(self) -> None:
        """Once a day, a little at a time, delete what was said and done long ago, and groups that left long ago."""
        await self._deletion.run()
        swept = [await self._database.write(sweep) for sweep in (outbox_store.sweep, jobs_store.sweep)]
        self._swept = None if any(swept) else self._clock()

    async def _run_job(self, job: Job) -> None:
        try:
            await self._job_handlers[job.kind](job)
        except Exception:
            log.exception("The job %s failed; it is tried again in %s.", job.key, JOB_RETRY)
            await self._database.write(lambda tx: jobs_store.postpone(tx, job, tx.now + JOB_RETRY))

    def _delivered(self, row: Outgoing) -> None:
        task = self._in_hand.pop(row.id)
        if task.cancelled():
            return
        if (problem := task.exception()) is not None:  # it is taken up again when its lease is over
            log.error("The delivery of %s ended in an error.", row.message.key, exc_info=problem)
        else:
            self._ended[row.id] = task.result()
        if len(self._in_hand) < PLENTY:
            self.nudge()
        elif len(self._ended) == 1 and self._running and self._round is None:
            if self._timer is not None:
                self._timer.cancel()
            self._sleep(SOON)


@dataclass(frozen=True, slots=True)
class _Due:
    """What is to be done now, and for how many seconds nothing else is."""

    jobs: list[Job]
    rows: list[tuple[Outgoing, Standing]]
    wait: float


async def _note(tx: Tx, endings: Iterable[Outcome]) -> None:
    for ending in endings:
        await ending(tx)


async def _find_due(tx: Tx, free: int, in_hand: Collection[int], *, jobs_too: bool, shared: bool) -> _Due:
    find_jobs = jobs_store.claim_due if shared else jobs_store.due
    found = await find_jobs(tx, JOBS_AT_ONCE) if jobs_too else []
    rows = await outbox_store.take_due(tx, free, in_hand, tx.skip_locked) if free else []
    known = {row.id: stands for row in rows if (stands := await standing(tx, row)) is not None}
    taken = [(row, known[row.id]) for row in await outbox_store.sending(tx, [row for row in rows if row.id in known])]
    later = [moment for moment in (await jobs_store.next_due(tx), await outbox_store.next_due(tx)) if moment is not None]
    wait = min((moment - tx.now).total_seconds() for moment in later) if later else NAP
    return _Due(found, taken, min(NAP, wait))
