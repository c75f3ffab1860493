"""The rate limit: never above Discord's, urgent requests first, cancelled ones skipped."""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING

from bot.core.feature import Urgency
from bot.worker.http import RATE
from bot.worker.rate_limit import RateLimit
from tests.patience import PATIENCE

if TYPE_CHECKING:
    import pytest

ALLOWED = 50
"""Discord's global limit of requests in a second."""


async def test_the_urgent_come_first_and_nobody_twice() -> None:
    pace, order = RateLimit(20), list[str]()

    async def ask(name: str, urgency: Urgency) -> None:
        await pace.turn(urgency)
        order.append(name)

    asking = [asyncio.create_task(ask(f"news {n}", Urgency.CLOCK)) for n in range(4)]
    asking += [asyncio.create_task(ask(f"card {n}", Urgency.PERSON)) for n in range(2)]
    await asyncio.sleep(0)
    asking[3].cancel()
    await asyncio.gather(*asking, return_exceptions=True)
    assert order == ["news 0", "card 0", "card 1", "news 1", "news 2"]
    await asyncio.wait_for(pace.turn(Urgency.CLOCK), PATIENCE)


async def test_no_second_holds_more_than_discord_allows(monkeypatch: pytest.MonkeyPatch) -> None:
    """Time lost to a busy event loop is made up for without exceeding the limit in any second."""
    assert 0.95 * ALLOWED <= RATE < ALLOWED
    loop, times, now = asyncio.get_running_loop(), list[float](), [0.0]
    monkeypatch.setattr(loop, "time", lambda: now[0])
    pace = RateLimit(RATE)

    async def ask() -> None:
        await pace.turn(Urgency.CLOCK)
        times.append(now[0])

    asking = [asyncio.create_task(ask()) for _ in range(4 * RATE + 1)]
    await asyncio.sleep(0)
    while not all(task.done() for task in asking):
        now[0] = pace._next + (0.1 if len(times) % 20 == 0 else 0.0005)
        pace._give()
        await asyncio.sleep(0)
    assert all(later - earlier >= 1 for earlier, later in zip(times, times[RATE:], strict=False))
    assert times[-1] < 4.5
