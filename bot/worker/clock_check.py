"""Asks Discord for the time while the clock is not trusted, reports the difference, and repairs schedules afterwards."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.worker.checked_clock import ANSWERS, SKEW_TO_TELL, Trust
from bot.worker.http import REQUEST_ERRORS

if TYPE_CHECKING:
    from bot.admin.job_repair import JobRepair
    from bot.worker.http import DiscordHttp

log = logging.getLogger(__name__)

Ask = Callable[[], Awaitable[object]]

EVERY = 15.0
"""Seconds between two rounds of requests while the clock is not trusted."""
PATIENCE = 10.0
"""Seconds after which a request counts as failed."""


class ClockCheck:
    """Called by the worker. `ask` makes one small request to Discord; DiscordHttp passes the response's `Date` to the clock."""

    def __init__(self, http: DiscordHttp, job_repair: JobRepair, ask: Ask) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._http = http
        self._clock = http.clock
        self._clock.on_change = self._changed
        self._job_repair = job_repair
        self._ask = ask
        self._is_put_right = False
        self._again_at = 0.0
        self._noted: tuple[Trust, timedelta] = Trust.UNKNOWN, timedelta()
        self._set_back = timedelta()

    async def begin(self) -> None:
        """Called before the worker's first round. Raises Unsaved."""
        await self._job_repair.begin()

    @property
    def may_run_jobs(self) -> bool:
        """Whether jobs and the daily sweep may run: the clock is trusted, and schedules were repaired since it was not."""
        return self._clock.is_trusted and self._is_put_right

    @property
    def wait(self) -> float:
        """Seconds until `run` is to be called again; infinite where that is not needed."""
        if self.may_run_jobs and not self._is_news:
            return float("inf")
        return max(0.0, self._again_at - self._clock.monotonic())

    async def run(self) -> None:
        """Ask for the time, report and repair, as far as needed. Raises Unsaved; then it is to be called again."""
        self._again_at = self._clock.monotonic() + EVERY
        if not self._clock.is_trusted and not self._http.standstill:
            await self._ask_for_the_time()
        if self._is_news:
            await self._note()
        # Retries were scheduled by the earlier, later time; move them back before jobs run again.
        if (back := self._clock.set_back) > self._set_back:
            await self._job_repair.set_back(back - self._set_back)
            self._set_back = back
        if self._clock.is_trusted:
            await self._job_repair.put_right()
            self._is_put_right = True

    def _changed(self) -> None:
        self._is_put_right = False
        if self._clock.is_trusted:
            self._again_at = 0.0
        self.on_change()

    async def _ask_for_the_time(self) -> None:
        """Make requests until the clock is judged, at most one more than have to agree."""
        for _ in range(ANSWERS + 1):
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._ask()
            except REQUEST_ERRORS as problem:
                log.debug("Discord could not be asked for the time: %s", problem)
            if self._clock.is_trusted or self._clock.trust is Trust.WRONG:
                return

    @property
    def _is_news(self) -> bool:
        """Whether the judgement or the difference has changed since it was last reported."""
        (trust, skew), now = self._noted, self._clock.skew
        if self._clock.trust is Trust.UNKNOWN or now is None:
            return False
        return trust is not self._clock.trust or abs(skew - now) > SKEW_TO_TELL

    async def _note(self) -> None:
        """Store the judgement for `doctor` and the moderators, and log it."""
        (before, skew_before), skew, trust = self._noted, self._clock.skew, self._clock.trust
        assert skew is not None, "it was compared"
        await self._job_repair.note(skew, is_wrong=trust is Trust.WRONG)
        self._noted = trust, skew
        seconds, where = abs(skew).total_seconds(), "ahead of" if skew > timedelta() else "behind"
        if trust is Trust.WRONG:
            log.error(
                "This machine's clock is %d s %s Discord's. Set it right: until then nothing that is due by it is done, and nothing is"
                " deleted.",
                seconds,
                where,
            )
        elif abs(skew) > SKEW_TO_TELL:
            log.warning(
                "This machine's clock is %d s %s Discord's. Set it right: it decides when things are due.", seconds, where
            )
        elif before is Trust.WRONG or abs(skew_before) > SKEW_TO_TELL:
            log.info("This machine's clock agrees with Discord's again.")
