"""How much CPU time a call takes, and for how long it keeps others from the store's threads and from the event loop.

All in CPU time, which other programs of the machine do not change.
"""

from __future__ import annotations

import asyncio
import asyncio.events
import itertools
import time
from contextlib import contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

    from bot.core.db.database import Database, Tx

WARM_UP, CALLS = 2, 7


@dataclass(frozen=True, slots=True)
class Cost:
    """Milliseconds of CPU time: the median of a call in all threads, and the longest times that one call held what others wait for."""

    cpu: float
    reading: float
    """Without another transaction let in on the reading thread."""
    writing: float
    """The same on the writing thread."""
    looping: float
    """In one turn of the event loop."""


async def cost(database: Database, ask: Callable[[int], Awaitable[object]], calls: int = CALLS, warm_up: int = WARM_UP) -> Cost:
    """The cost of `ask`, called with 0, 1, 2 and so on. The longest holds are medians too: of each call's longest."""
    for n in range(warm_up):
        await ask(n)
    taken: list[float] = []
    reading: list[float] = []
    writing: list[float] = []
    looping: list[float] = []
    for n in range(warm_up, warm_up + calls):
        began = time.process_time()
        with _turns() as turns:
            await ask(n)
        taken.append(time.process_time() - began)
        looping.append(max(turns))
        held = await _held(ask(n), database.read, database.write)
        reading.append(held[0])
        writing.append(held[1])
    return Cost(*(median(each) * 1000 for each in (taken, reading, writing, looping)))


async def _held(call: Awaitable[object], *ways: Callable[[Any], Awaitable[object]]) -> list[float]:
    """For each way of a transaction, the longest CPU time of its thread between two moments at which it let another one in."""
    stamps: list[list[float]] = [[] for _ in ways]

    async def knock(transact: Callable[[Any], Awaitable[object]], kept: list[float]) -> None:
        async def stamp(_: Tx) -> None:
            kept.append(time.thread_time())

        while not ended.is_set():
            await transact(stamp)
        await transact(stamp)

    ended = asyncio.Event()
    knocking = [asyncio.create_task(knock(*each)) for each in zip(ways, stamps, strict=True)]
    await asyncio.sleep(0)
    await call
    ended.set()
    await asyncio.gather(*knocking)
    return [max(later - earlier for earlier, later in itertools.pairwise(kept)) for kept in stamps]


@contextmanager
def _turns() -> Iterator[list[float]]:
    """The CPU time of each callback that the event loop runs meanwhile."""
    turns: list[float] = []
    handle: Any = asyncio.events.Handle
    original = handle._run  # noqa: SLF001

    def timed(self: Any) -> None:
        began = time.thread_time()
        original(self)
        turns.append(time.thread_time() - began)

    handle._run = timed  # noqa: SLF001
    try:
        yield turns
    finally:
        handle._run = original  # noqa: SLF001
