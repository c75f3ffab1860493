"""Detects another process that answers the same interactions because it runs with the same token on another store."""

from __future__ import annotations

import asyncio
import logging
from collections import OrderedDict, deque
from contextlib import contextmanager
from typing import TYPE_CHECKING

from discord import HTTPException

from cogs._ui.expired import ACKNOWLEDGED

if TYPE_CHECKING:
    from collections.abc import Iterator

log = logging.getLogger(__name__)

SEVERAL, WITHIN = 3, 600.0
"""A warning is logged for SEVERAL interactions within WITHIN seconds that another process answered first."""
SAY_AGAIN = 3600.0
REPEATED_AFTER = 1.0
"""Seconds after which discord.py repeats a request by itself; the repetition may be refused because the first one arrived."""
REMEMBERED = 1000
"""Number of interactions of which is remembered that this process tried to answer them: Discord may deliver one twice."""


class Rivals:
    """Counts refusals with code 40060 (already acknowledged) of interactions that this process had not answered before.

    Of two answers Discord accepts the first. Times are of the event loop's monotonic clock.
    """

    def __init__(self) -> None:
        self._tried = OrderedDict[int, None]()
        """Ids, the oldest first. No deque: to search one of a thousand takes 20 µs."""
        self._lost: deque[float] = deque(maxlen=SEVERAL)
        self._said_at: float | None = None

    @contextmanager
    def answering(self, interaction_id: int) -> Iterator[None]:
        """Around the first answer to an interaction; a refusal is counted and raised on."""
        loop = asyncio.get_running_loop()
        is_first, began = interaction_id not in self._tried, loop.time()
        self._tried[interaction_id] = None
        if len(self._tried) > REMEMBERED:
            self._tried.popitem(last=False)
        try:
            yield
        except HTTPException as problem:
            if problem.code == ACKNOWLEDGED and is_first and loop.time() - began < REPEATED_AFTER:
                self._count(loop.time())
            raise

    def _count(self, now: float) -> None:
        self._lost.append(now)
        is_new = self._said_at is None or now - self._said_at > SAY_AGAIN
        if len(self._lost) == SEVERAL and now - self._lost[0] <= WITHIN and is_new:
            self._said_at = now
            log.warning(
                "Discord says of %d interactions that somebody else answered them first: another process runs with the same"
                " GOODWORD_TOKEN, on another store. Stop one of the two; what people did is kept in either.",
                SEVERAL,
            )


RIVALS = Rivals()
"""This process's count."""
