"""Measures the process itself: how late the event loop is, and when Discord last acknowledged each shard's heartbeat."""

from __future__ import annotations

import asyncio
import time
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Callable, Mapping

    from bot.app import Goodword

TICK = 1.0
"""Seconds between two measurements."""
REMEMBERED = 60
"""Measurements of the loop's lag whose greatest is reported."""
ACKNOWLEDGED_WITHIN = 100.0
"""Seconds within which a heartbeat is acknowledged on a connection that works: Discord asks for one every 41.25 s
(https://docs.discord.com/developers/events/gateway#heartbeat-interval), and one may be lost.
"""


class Pulse:
    """`goodword` is the bot once its store is open."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic) -> None:
        self.goodword: Goodword | None = None
        self.began = monotonic()
        self._monotonic = monotonic
        self._lags: list[float] = []
        self._latencies: dict[int, float] = {}
        self._acknowledged: dict[int, float] = {}

    @asynccontextmanager
    async def beating(self) -> AsyncIterator[None]:
        """Measure every TICK seconds within the context."""
        task = asyncio.create_task(self._beat(), name="goodword pulse")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    @property
    def age(self) -> float:
        """Seconds since the process began."""
        return self._monotonic() - self.began

    @property
    def lag(self) -> float:
        """The greatest lag of the event loop in the last minute, in seconds."""
        return max(self._lags, default=0.0)

    @property
    def is_connected(self) -> bool:
        """Whether every shard of this process has been connected and its servers are known, and the worker runs."""
        return self.goodword is not None and self.goodword.is_ready() and self.goodword.worker.is_running

    @property
    def silent_for(self) -> float:
        """Seconds since the acknowledgement of the shard that waits longest for one; since the begin where there was none."""
        goodword = self.goodword
        shards = [] if goodword is None else [*goodword.shards]
        since = [self._acknowledged.get(shard, self.began) for shard in shards]
        return self._monotonic() - min(since, default=self.began)

    @property
    def is_acknowledged(self) -> bool:
        """Whether every shard's heartbeat was acknowledged within ACKNOWLEDGED_WITHIN."""
        return self.silent_for <= ACKNOWLEDGED_WITHIN

    def note(self, lag: float, latencies: Mapping[int, float]) -> None:
        """Keep one measurement: the loop's lag, and each shard's latency, which discord.py sets anew at each acknowledgement."""
        self._lags = [*self._lags[1 - REMEMBERED :], lag]
        for shard, latency in latencies.items():
            # Another number is another acknowledgement: discord.py has no event for one.
            # Infinite (or NaN) before a connection's first acknowledgement.
            if latency != self._latencies.get(shard) and latency < float("inf"):
                self._acknowledged[shard] = self._monotonic()
            self._latencies[shard] = latency

    async def _beat(self) -> None:
        loop = asyncio.get_running_loop()
        while True:
            due = loop.time() + TICK
            await asyncio.sleep(TICK)
            shards = {} if self.goodword is None else self.goodword.shards
            self.note(max(0.0, loop.time() - due), {number: shard.latency for number, shard in shards.items()})
