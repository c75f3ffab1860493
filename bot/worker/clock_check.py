"""While the clock is not trusted, ask Discord for the time; tell who has to know; put right what was scheduled when it is trusted again."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING

import discord

from bot.worker.checked_clock import ANSWERS, SKEW_TO_TELL, Trust
from bot.worker.http import Standstill
from bot.worker.outcomes import OPEN

if TYPE_CHECKING:
    from bot.admin.job_repair import JobRepair
    from bot.worker.http import DiscordHttp

log = logging.getLogger(__name__)

Ask = Callable[[], Awaitable[object]]

EVERY = 15.0
"""Seconds between two rounds of questions while the clock is not trusted."""
PATIENCE = 10.0
"""Seconds within which one question is answered, or counts as not asked."""


class ClockCheck:
    """`ask` makes one small request to Discord; its answer is shown to the clock by `wire`."""

    def __init__(self, wire: DiscordHttp, clocks: JobRepair, ask: Ask) -> None:
        self.on_change: Callable[[], None] = lambda: None
        self._wire = wire
        self._clock = wire.clock
        self._clock.on_change = self._changed
        self._clocks = clocks
        self._ask = ask
        self._is_put_right = False
        self._again_at = 0.0
        self._noted: tuple[Trust, timedelta] = Trust.UNKNOWN, timedelta()
        self._set_back = timedelta()

    async def begin(self) -> None:
        """Before the first round of a worker. Raises Unsaved."""
        await self._clocks.begin()

    @property
    def may_run_jobs(self) -> bool:
        """Whether what falls due by the clock may be done: each kind of job, and the daily sweep."""
        return self._clock.is_trusted and self._is_put_right

    @property
    def wait(self) -> float:
        """In how many seconds there is something to do; infinite where there is nothing."""
        if self.may_run_jobs and not self._is_news:
            return float("inf")
        return max(0.0, self._again_at - self._clock.monotonic())

    async def run(self) -> None:
        """Do it. Raises Unsaved where the store fails; then it is to be done again."""
        self._again_at = self._clock.monotonic() + EVERY
        if not self._clock.is_trusted and not self._wire.standstill:
            await self._ask_for_the_time()
        if self._is_news:
            await self._note()
        if (back := self._clock.set_back) > self._set_back:
            await self._clocks.set_back(back - self._set_back)
            self._set_back = back
        if self._clock.is_trusted:
            await self._clocks.put_right()
            self._is_put_right = True

    def _changed(self) -> None:
        self._is_put_right = False
        if self._clock.is_trusted:
            self._again_at = 0.0
        self.on_change()

    async def _ask_for_the_time(self) -> None:
        """Until the answers agree, or one more than have to agree was asked."""
        for _ in range(ANSWERS + 1):
            try:
                async with asyncio.timeout(PATIENCE):
                    await self._ask()
            except (*OPEN, discord.HTTPException, discord.RateLimited, Standstill) as problem:
                log.debug("Discord could not be asked for the time: %s", problem)
            if self._clock.is_trusted or self._clock.trust is Trust.WRONG:
                return

    @property
    def _is_news(self) -> bool:
        """Whether the operator does not know yet how the clock is."""
        (trust, skew), now = self._noted, self._clock.skew
        if self._clock.trust is Trust.UNKNOWN or now is None:
            return False
        return trust is not self._clock.trust or abs(skew - now) > SKEW_TO_TELL

    async def _note(self) -> None:
        (before, skew_before), skew, trust = self._noted, self._clock.skew, self._clock.trust
        assert skew is not None, "it was compared"
        await self._clocks.note(skew, is_wrong=trust is Trust.WRONG)
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
