"""The k-th request fails, for each k and in each way: each message is posted once, in order, and only the failed one waits."""

from __future__ import annotations

import asyncio
from contextlib import asynccontextmanager
from types import SimpleNamespace
from typing import TYPE_CHECKING

import discord
import pytest

from bot.core.outbox.model import Message
from bot.worker import delivery
from tests.patience import until

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from tests.standin import Channel, Standin, User
    from tests.standin.faults import Fault
    from tests.worker.conftest import Open
    from tests.worker.harness import WorkerHarness

WAYS = {
    **{
        f"{status}{' after all' * acted}": {"status": status, "acted": acted}
        for status in (500, 502, 503, 504)
        for acted in (0, 1)
    },
    **{f"reset{' after all' * acted}": {"cut": True, "reset": True, "acted": acted} for acted in (0, 1)},
    **{f"closed{' after all' * acted}": {"cut": True, "acted": acted} for acted in (0, 1)},
    **{f"late{' after all' * acted}": {"held": True, "acted": acted} for acted in (0, 1)},
    **{f"429 for {seconds} s": {"status": 429, "retry_after": seconds} for seconds in (0.3, 45, 600)},
    "429 of a shared limit": {"status": 429, "retry_after": 45, "scope": "shared"},
    "429 of the whole bot": {"status": 429, "retry_after": 0.3, "scope": "global"},
}
LONGEST = {"429 for 45 s": 45, "429 for 600 s": 600, "429 of a shared limit": 45}
"""Seconds that a failed message may wait; 2.5 for ways that are not named."""
REQUESTS = 6
"""Requests of each run: messages to three channels, one more to the first, and a direct message, which takes two."""


@pytest.fixture
def hurried(monkeypatch: pytest.MonkeyPatch) -> None:
    """Replace discord.py's sleeps between retries."""
    monkeypatch.setattr(discord.http, "asyncio", SimpleNamespace(**vars(asyncio) | {"sleep": lambda _: asyncio.sleep(0)}))


@pytest.fixture
def limits(monkeypatch: pytest.MonkeyPatch) -> Limits:
    made = Limits()
    monkeypatch.setattr(delivery, "asyncio", SimpleNamespace(**vars(asyncio) | {"timeout": made.timeout}))
    return made


class Limits:
    """Replaces the time-outs of deliveries: they expire when the test says so."""

    def __init__(self) -> None:
        self.open: list[asyncio.Timeout] = []

    @asynccontextmanager
    async def timeout(self, _: float) -> AsyncIterator[None]:
        async with asyncio.timeout(None) as limit:
            self.open.append(limit)
            try:
                yield
            finally:
                self.open.remove(limit)

    async def run_out(self, standin: Standin, fault: Fault) -> None:
        """When one delivery only is left, expire its time-out; then let the stand-in complete the request."""
        await until(lambda: fault.met and len(self.open) == 1, "all but one to be delivered")
        self.open[0].reschedule(0)
        await until(lambda: not self.open, "it to give up")
        fault.let_go()
        await standin.until(lambda: fault.ended == fault.met, "the late answer")


async def run(
    bot: WorkerHarness, limits: Limits, channels: list[Channel], person: User, name: str, how: dict[str, float], nth: int
) -> int:
    """Deliver all messages with the n-th request failing; returns the number of requests."""
    standin = bot.standin
    rows = [Message(1, "digest", f"{name} {nth}: {n}", 1, channel_id=channel.id) for n, channel in enumerate(channels)]
    rows += [Message(1, "referral.card", f"{name} {nth}: card", 1, user_id=person.id)]
    rows += [Message(1, "referral.line", f"{name} {nth}: behind", 1, channel_id=channels[0].id)]
    asked = len(standin.requests)
    fault = standin.fault("GET|POST", ".*", after=nth, **how)
    await bot.put(*rows)
    late = asyncio.create_task(limits.run_out(standin, fault)) if fault.held else None
    await bot.work()
    waiting = await bot.rows("SELECT DISTINCT destination FROM outbox WHERE state <> 'sent'")
    assert len(waiting) <= 1, "what did not fail is said, and waits for nothing"
    passed = await bot.finish()
    assert passed <= LONGEST.get(name, 2.5), "what failed is said as soon as it can be"
    if late is not None:
        await late
    standin.faults.clear()
    said = [[message.text for message in channel.messages] for channel in (*channels, standin.direct_channel(person))]
    first, *others = [[row.key] for row in rows[:-1]]
    assert said == [[*first, rows[-1].key], *others], (name, nth)
    for channel in (*channels, standin.direct_channel(person)):
        channel.messages.clear()
    return len(standin.requests) - asked if fault.met else 0


@pytest.mark.parametrize("name", WAYS)
async def test_the_kth_request_fails(standin: Standin, open_harness: Open, hurried: None, limits: Limits, name: str) -> None:
    guild = standin.add_guild("Vila Boa")
    channels = [standin.add_channel(guild, f"channel {number}") for number in range(3)]
    async with open_harness() as bot:
        for nth in range(REQUESTS):
            made = await run(bot, limits, channels, standin.add_member(guild, f"Member {nth}"), name, WAYS[name], nth)
            assert made >= REQUESTS, "each failed once"
