"""The worker: runs due jobs, starts deliveries, and sleeps until the next row is due.

It has no task that waits. A round runs when a commit calls `on_wake`, when a delivery ends, and when a timer says that the next
row is due. A round is one transaction, which stores the outcomes of deliveries and leases due rows; under load it does so for
many at once.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from msgspec import Struct

from bot.core import outbox_admin
from bot.core.jobs import store as jobs_store
from bot.core.outbox import queue
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
"""Maximum number of concurrent deliveries, each to another destination: about RATE (`http`), should each take a second."""
PLENTY = 16
"""From this many concurrent deliveries on, outcomes and new rows are collected for SOON seconds, for one round."""
SOON = 0.1
"""Seconds."""
NAP = 6 * 3600.0
"""The longest sleep, in seconds. After a laptop's suspend the worker wakes earlier, because the gateway reconnects."""
SHARED_NAP = 60.0
"""The longest sleep, in seconds, where other processes share the store: rows of one that died are taken over by the others."""
AFTER_TROUBLE = 30.0
"""Seconds until the next round after one that failed."""
GLANCE = 60.0
"""Seconds between two checks, during a sleep, of whether the wall clock was set or the machine was suspended."""
NOTED_EVERY = timedelta(minutes=1)
"""How old the time that the store remembers (`outbox_admin.note_latest`) may become."""
JOB_RETRY = timedelta(minutes=10)
"""How long a job that failed waits for its next attempt."""
JOBS_AT_ONCE = 50
SWEEP_EVERY = timedelta(days=1)

JobHandler = Callable[["Job"], Awaitable[None]]


class Worker:
    """Owns the tasks of jobs, deliveries and the clock's check.

    `start` begins, `nudge` wakes it, `stop` waits for running tasks.
    """

    def __init__(
        self,
        database: Database,
        delivery: Delivery,
        job_handlers: Mapping[str, JobHandler],
        http: DiscordHttp,
        check: ClockCheck,
        deletion: Deletion,
        *,
        shared: bool = False,
    ) -> None:
        self._database = database
        self._delivery = delivery
        self._job_handlers = job_handlers
        self._http = http
        self._clock = http.clock
        self._check = check
        self._deletion = deletion
        self._checking: asyncio.Task[None] | None = None
        self._shared = shared
        self._round: asyncio.Task[None] | None = None
        self._jobs: asyncio.Task[None] | None = None
        self._in_hand: dict[int, asyncio.Task[Outcome]] = {}
        self._ended: dict[int, Outcome] = {}
        """Outcomes of deliveries that have ended, by the row's id, until a round has stored them."""
        self._timer: asyncio.TimerHandle | None = None
        self._running = self._again = self._collects = False
        self._swept: datetime | None = None
        self._noted: datetime | None = None
        """The time that was last stored by `outbox_admin.note_latest`."""

    async def start(self) -> None:
        """Begin with the rows that an earlier process left.

        Where the store is shared, other workers' leases are left to expire.
        """
        self._running = True
        self._database.on_wake, self._check.on_change = self._wake, self.nudge
        self._database.trusts_clock = lambda: self._clock.is_trusted
        await self._check.begin()
        if self._shared:
            self.nudge()
        else:
            await self._database.write(outbox_store.take_back)

    @property
    def is_running(self) -> bool:
        return self._running

    def nudge(self) -> None:
        """Run a round now, or, while one is running, once more after it."""
        if not self._running:
            return
        if self._round is not None:
            self._again = True
            return
        if self._timer is not None:
            self._timer.cancel()
        self._round = asyncio.create_task(self._look(), name="goodword worker")

    def _wake(self) -> None:
        """Run a round now or, with PLENTY deliveries running, one in SOON seconds for whatever is collected until then."""
        if len(self._in_hand) < PLENTY:
            self.nudge()
        elif self._running and not self._collects:
            self._collects = True
            self._sleep(SOON)

    async def stop(self, within: float = 5.0) -> None:
        """Start nothing new, wait up to `within` seconds for running tasks, cancel the rest, and store the outcomes."""
        self._running = False
        self._database.on_wake = self._check.on_change = lambda: None
        if self._timer is not None:
            self._timer.cancel()
        loop = asyncio.get_running_loop()
        until = loop.time() + within
        # A loop, because a round that ends may have started further tasks.
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
        """Run one round, and set the timer of the next."""
        delay = AFTER_TROUBLE
        try:
            delay = await self._run_round()
        except Exception:
            log.exception("The worker could not look for due work; it tries again in %d s.", AFTER_TROUBLE)
        finally:
            self._round = None
        if self._again:
            self._again = False
            self.nudge()
        elif self._running:
            self._sleep(min(delay, SOON) if self._collects else delay)

    def _sleep(self, seconds: float) -> None:
        """Set the timer, in slices of GLANCE seconds where the clock is compared with Discord's."""
        if self._timer is not None:
            self._timer.cancel()
        nap = min(seconds, GLANCE) if self._clock.is_compared else seconds
        self._timer = asyncio.get_running_loop().call_later(nap, self._glance, seconds - nap)

    def _glance(self, seconds: float) -> None:
        """End of a slice: sleep on, or run a round where the wall clock was set."""
        if seconds and self._check.may_run_jobs:
            self._sleep(seconds)
        else:
            self.nudge()

    async def _run_round(self) -> float:
        """Store outcomes and start what is due; returns the seconds until more is due."""
        self._collects = False
        # Copies: deliveries may end during the transaction below, and belong to the next round.
        standstill, ended, in_hand = self._http.standstill, dict(self._ended), [*self._in_hand]
        free = 0 if standstill or not self._running else AT_ONCE - len(in_hand)

        jobs_too = self._running and self._jobs is None and self._check.may_run_jobs
        now = self._clock()
        is_to_note = self._noted is None or abs(now - self._noted) >= NOTED_EVERY

        async def work(tx: Tx) -> _Due:
            await _note(tx, ended.values())
            if is_to_note:
                await outbox_admin.note_latest(tx)
                await queue.check_marks(tx)
            return await _find_due(tx, free, in_hand, jobs_too=jobs_too, shared=self._shared)

        due = await self._database.write(work)
        if is_to_note:
            self._noted = now
        # Only after the commit: if the transaction fails, the outcomes are stored by the next round.
        for number in ended:
            del self._ended[number]
        for row, known in due.rows:
            task = asyncio.create_task(self._delivery.deliver(row, known), name=f"deliver {row.message.key}")
            self._in_hand[row.id] = task
            task.add_done_callback(lambda _, row=row: self._delivered(row))
        if jobs_too and (due.jobs or self._is_to_sweep()):
            self._jobs = asyncio.create_task(self._work(due.jobs), name="goodword jobs")
        if self._running and self._checking is None and not self._check.wait:
            self._checking = asyncio.create_task(self._look_at_clock(), name="goodword clock")
        # Wake for the next row or job, the end of a suspension, or the clock's next check, whichever is first.
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
        """Run jobs one after another, concurrently with deliveries; then look for more."""
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
        """Delete old settled rows and jobs in small transactions, and groups that left long ago; once a day when none is left."""
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
        """Keep the outcome of an ended delivery for the next round."""
        task = self._in_hand.pop(row.id)
        if task.cancelled():
            return
        if (problem := task.exception()) is not None:  # the row is delivered again when its lease is over
            log.error("The delivery of %s ended in an error.", row.message.key, exc_info=problem)
        else:
            self._ended[row.id] = task.result()
        self._wake()


class _Due(Struct, frozen=True):
    """Jobs and rows that are due now, and the seconds until more are due."""

    jobs: list[Job]
    rows: list[tuple[Outgoing, Standing]]
    wait: float


async def _note(tx: Tx, endings: Iterable[Outcome]) -> None:
    for ending in endings:
        await ending(tx)


async def _find_due(tx: Tx, free: int, in_hand: Collection[int], *, jobs_too: bool, shared: bool) -> _Due:
    # One process alone needs no leases on jobs: the lock on the store excludes others.
    find_jobs = jobs_store.claim_due if shared else jobs_store.due
    found = await find_jobs(tx, JOBS_AT_ONCE) if jobs_too else []
    rows = await queue.take(tx, free, in_hand)
    known = {row.id: stands for row in rows if (stands := await standing(tx, row)) is not None}
    taken = [(row, known[row.id]) for row in await outbox_store.sending(tx, [row for row in rows if row.id in known])]
    later = [moment for moment in (await jobs_store.next_due(tx), await outbox_store.next_due(tx)) if moment is not None]
    wait = min((moment - tx.now).total_seconds() for moment in later) if later else NAP
    return _Due(found, taken, min(NAP, wait))
