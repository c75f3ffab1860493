"""Limits requests per second; urgent ones first."""

from __future__ import annotations

import asyncio
from collections import deque

from bot.core.feature import Urgency

HASTE = 2.0
"""How much faster than the even pace turns may follow, to make up for time in which the event loop was busy."""


class RateLimit:
    """At most `rate` turns within any second, evenly spaced. A request that finds no queue does not wait."""

    def __init__(self, rate: int) -> None:
        self._step = 1 / (rate * HASTE)
        self._given: deque[float] = deque(maxlen=rate)
        self._waiting: dict[Urgency, deque[asyncio.Future[None]]] = {urgency: deque() for urgency in Urgency}
        self._timer: asyncio.TimerHandle | None = None

    async def turn(self, urgency: Urgency) -> None:
        """Wait until a request may be made."""
        loop = asyncio.get_running_loop()
        # Nobody is waiting and a turn is due: no future is needed.
        if self._timer is None and self._next <= loop.time():
            self._given.append(loop.time())
            return
        mine: asyncio.Future[None] = loop.create_future()
        self._waiting[urgency].append(mine)
        if self._timer is None:
            self._timer = loop.call_at(self._next, self._give)
        await mine

    @property
    def _next(self) -> float:
        """When the next turn may be given, in the event loop's time."""
        if not self._given:
            return 0.0
        # At most `rate` turns in any second: the next one is at least a second after the one `rate` turns ago.
        after_last = self._given[-1] + self._step
        return max(after_last, self._given[0] + 1.0) if len(self._given) == self._given.maxlen else after_last

    def _give(self) -> None:
        """Give turns that are due, by urgency and then in order; cancelled waiters are skipped."""
        loop = asyncio.get_running_loop()
        self._timer = None
        for waiting in self._waiting.values():
            while waiting:
                if self._next > loop.time():
                    self._timer = loop.call_at(self._next, self._give)
                    return
                if not (first := waiting.popleft()).done():
                    first.set_result(None)
                    self._given.append(loop.time())
