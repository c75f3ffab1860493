"""How long the first answer to an interaction may take, and how many interactions are worked on at once.

Discord waits three seconds for the first answer, and a deferral is one
(https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback).
"""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncGenerator, Callable

PATIENCE = 1.5
"""Seconds from the arrival of an interaction after which its answer is deferred."""
SUGGESTED_WITHIN = 2.0
"""Seconds from the arrival of what somebody types into an option after which it is answered with no suggestions: there is no deferral of it."""
AT_ONCE = 32
"""Interactions without an answer that are worked on at once. More would only lengthen each turn of the event loop, which sends deferrals
between two turns."""
CONNECTIONS = 32
"""Deferrals that are sent at once: a connection that is used again costs less than a new one."""
DEFERRAL = 0.01
"""Seconds that one deferral is taken to need on a busy machine. Of many that arrive at once, each is deferred so much earlier that those
before it can be deferred as well."""


class Answering:
    """The interactions of this process that have no answer yet, and whose turn it is."""

    def __init__(self) -> None:
        self.waiting = 0
        self._turns = asyncio.Semaphore(AT_ONCE)
        self._connections = asyncio.Semaphore(CONNECTIONS)
        self._due = 0
        self._none_is_due = asyncio.Event()
        self._none_is_due.set()

    def arrived(self, defer: Callable[[], None]) -> FirstAnswer:
        """Called when an interaction arrives; `defer` is called when its patience is over before anything was answered."""
        return FirstAnswer(self, asyncio.get_running_loop().call_later(self.patience, defer))

    @property
    def patience(self) -> float:
        """Seconds after which an interaction is deferred that arrives now."""
        return max(0.0, PATIENCE - DEFERRAL * max(0, self.waiting - AT_ONCE))

    @asynccontextmanager
    async def turn(self, first: FirstAnswer) -> AsyncGenerator[None]:
        """Wait for a turn, in the order of arrival, and until no deferral waits: answers come before work.

        The turn ends with the context, or with the first answer if that comes before.
        """
        await self._turns.acquire()
        first.release = self._turns.release
        try:
            await self.deferrals_are_sent()
            yield
        finally:
            first.end_turn()

    async def deferrals_are_sent(self) -> None:
        """Wait until no deferral waits for a connection."""
        await self._none_is_due.wait()

    @asynccontextmanager
    async def deferral(self) -> AsyncGenerator[None]:
        """Wait for one of the connections on which deferrals are sent."""
        self._due += 1
        self._none_is_due.clear()
        try:
            await self._connections.acquire()
        finally:
            self._due -= 1
            if not self._due:
                self._none_is_due.set()
        try:
            yield
        finally:
            self._connections.release()


class FirstAnswer:
    """The wait for one interaction's first answer."""

    def __init__(self, answering: Answering, timer: asyncio.TimerHandle) -> None:
        self.release: Callable[[], None] | None = None
        """Gives the turn back; None where there is none to give."""
        self._answering = answering
        self._timer = timer
        self.is_over = False
        """Whether it was answered or deferred."""
        self.arrived_at = asyncio.get_running_loop().time()
        answering.waiting += 1

    def over(self) -> None:
        """Called when an answer or deferral is sent, or nothing will be. May be called again."""
        self._timer.cancel()
        self.end_turn()
        if not self.is_over:
            self.is_over = True
            self._answering.waiting -= 1

    def end_turn(self) -> None:
        if self.release is not None:
            self.release()
            self.release = None
