"""Decides when systemd's watchdog is told that the process works (WATCHDOG=1), and keeps systemd informed.

It is told so while the event loop runs, which is what sends it, and while the gateway's heartbeat is acknowledged. A gateway
without an answer is no reason for a restart by itself: discord.py resumes the session, which a new process can't, and each new
process needs an IDENTIFY of the 1,000 a day that Discord grants. So DEAD_AFTER passes first, five times as long as discord.py
takes to notice a dead connection. After that WATCHDOG=1 is withheld only where a restart can help: Discord answers over REST,
grants sessions beyond the reserve, and the shard's own limit has room (`bot.identify`, counted over all restarts). In an outage
of Discord REST fails or the limits are reached, so the process stays and discord.py goes on reconnecting. A restarted process
that does not reach the gateway never gets to READY=1, before which there is no watchdog: one outage costs one restart.
"""

from __future__ import annotations

import asyncio
import logging
from contextlib import asynccontextmanager
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from bot.health.pulse import Pulse
    from bot.health.systemd import Notifier

log = logging.getLogger(__name__)

DEAD_AFTER = 300.0
"""Seconds without an acknowledged heartbeat after which a restart is considered."""
PROBE_EVERY = 60.0
"""Seconds between two questions to Discord whether a restart can help."""
STEP = 5.0
"""The longest time in seconds between two looks at the state."""
STARTING_STEP = 0.5


class Watchdog:
    """Sends systemd the service's state and WATCHDOG=1 from a task on the event loop."""

    def __init__(self, pulse: Pulse, notifier: Notifier) -> None:
        self._pulse = pulse
        self._notifier = notifier
        self._probe: asyncio.Task[bool] | None = None
        self._probed_at = float("-inf")
        self._is_hungry = False

    @asynccontextmanager
    async def watching(self) -> AsyncIterator[None]:
        """Keep systemd informed within the context."""
        task = asyncio.create_task(self._keep(), name="goodword watchdog")
        try:
            yield
        finally:
            task.cancel()
            await asyncio.gather(task, return_exceptions=True)

    async def _keep(self) -> None:
        """READY=1 when connected, then WATCHDOG=1 as decided, and the status."""
        if not self._notifier.is_there:
            return
        try:
            while not self._pulse.is_connected:
                self._notifier.starting()
                self._notifier.status("Connecting to Discord" if self._pulse.goodword else "Opening the store")
                await asyncio.sleep(STARTING_STEP)
            self._notifier.ready()
            while True:
                if self.is_to_be_fed():
                    self._notifier.alive()
                self._notifier.status(self._state())
                # Twice within the interval, as sd_watchdog_enabled(3) advises.
                await asyncio.sleep(min(STEP, (self._notifier.watchdog or STEP) / 2))
        finally:
            if self._probe is not None:
                self._probe.cancel()
                await asyncio.gather(self._probe, return_exceptions=True)

    def is_to_be_fed(self) -> bool:
        """The decision of this moment; starts the question to Discord where its answer is needed."""
        if self._pulse.silent_for <= DEAD_AFTER:
            self._is_hungry, self._probed_at = False, float("-inf")
            return True
        if self._probe is not None and self._probe.done():
            self._answered(self._probe)
            self._probe = None
        if self._probe is None and self._pulse.age - self._probed_at >= PROBE_EVERY:
            self._probed_at = self._pulse.age
            self._probe = asyncio.create_task(self._may_restart(), name="goodword watchdog's question")
        return not self._is_hungry

    async def _may_restart(self) -> bool:
        goodword = self._pulse.goodword
        async with asyncio.timeout(PROBE_EVERY):
            return goodword is not None and await goodword.identifying.may_restart()

    def _answered(self, probe: asyncio.Task[bool]) -> None:
        hungry = not probe.cancelled() and probe.exception() is None and probe.result()
        if hungry and not self._is_hungry:
            log.error(
                "Discord has acknowledged no heartbeat for %d s although it answers: a new process is needed, so systemd's watchdog"
                " is not fed any more.",
                self._pulse.silent_for,
            )
        self._is_hungry = hungry

    def _state(self) -> str:
        if self._pulse.is_acknowledged:
            return "Connected to Discord"
        minutes = self._pulse.silent_for / 60
        return f"Discord has acknowledged no heartbeat for {minutes:.0f} min; {'to be restarted' if self._is_hungry else 'reconnecting'}"
