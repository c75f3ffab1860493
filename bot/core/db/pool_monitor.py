"""Logs when transactions wait long for one of the pool's connections."""

from __future__ import annotations

import asyncio
import logging

log = logging.getLogger(__name__)

WAITING_IS_LONG_AFTER = 1.0
"""Seconds that transactions may wait for a connection before a warning is logged."""


class PoolMonitor:
    """A context manager around each wait. Logs once when waiting began to be long, and once when nobody waits any more."""

    def __init__(self) -> None:
        self._waiting = 0
        self._said = False
        self._timer: asyncio.TimerHandle | None = None

    def __enter__(self) -> None:
        self._waiting += 1
        if self._timer is None:
            self._timer = asyncio.get_running_loop().call_later(WAITING_IS_LONG_AFTER, self._say)

    def __exit__(self, *_: object) -> None:
        self._waiting -= 1
        if self._waiting or self._timer is None:
            return
        self._timer.cancel()
        self._timer = None
        if self._said:
            log.warning("Nobody waits for a connection to PostgreSQL any more.")
        self._said = False

    def _say(self) -> None:
        self._said = True
        log.warning(
            "All connections to PostgreSQL are in use, and %d wait for one. If this comes often, raise database.connections.",
            self._waiting,
        )
