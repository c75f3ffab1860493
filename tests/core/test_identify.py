"""A shard that is started over and over opens under twenty sessions an hour; who starts now and then waits for nothing."""

from __future__ import annotations

import random
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.identify.model import BURST, EVERY, is_low

if TYPE_CHECKING:
    from datetime import datetime

    from bot.services import Services
    from tests.conftest import Clock

HOUR = timedelta(hours=1)


async def crash(services: Services, clock: Clock, times: int) -> list[datetime]:
    """A process that dies as soon as it has a session, and is started anew a second later; when each session was opened."""
    opened: list[datetime] = []
    for _ in range(times):
        clock.now += await services.identifies.pause(0)
        assert not await services.identifies.take(0)
        opened.append(clock.now)
        clock.pass_by(seconds=1)
    return opened


async def test_fifty_crashes_in_a_row_are_under_twenty_sessions_in_any_hour(services: Services, clock: Clock) -> None:
    opened = await crash(services, clock, 50)
    assert max(sum(first <= each < first + HOUR for each in opened) for first in opened) < 20
    assert opened[BURST - 1] - opened[0] < timedelta(minutes=1), "a few restarts by hand wait for nothing"
    clock.now += BURST * EVERY
    again = await crash(services, clock, BURST)
    assert again[-1] - again[0] < timedelta(minutes=1), "the stock is full again"


async def test_who_is_early_counts_nothing_and_each_shard_has_its_own(services: Services, clock: Clock) -> None:
    await crash(services, clock, BURST)
    for _ in range(5):
        wait = await services.identifies.take(0)
        assert timedelta() < wait <= EVERY
    clock.now += wait
    assert not await services.identifies.take(0)
    assert not any([await services.identifies.take(shard) for shard in range(1, 40)])


async def test_no_clock_that_was_wrong_makes_anybody_wait_longer(services: Services, clock: Clock) -> None:
    chance = random.Random(3)
    for _ in range(40):
        clock.now += chance.choice([timedelta(days=365), timedelta(days=-365), timedelta(hours=-2), timedelta()])
        if wait := await services.identifies.take(0):
            assert wait <= EVERY
    await crash(services, clock, BURST)
    clock.now -= timedelta(days=365)
    assert await services.identifies.pause(0) <= EVERY


def test_what_discord_grants_is_never_used_up() -> None:
    assert is_low(50, 1000, 1)
    assert not is_low(51, 1000, 1)
    assert is_low(89, 1000, 40)
    assert not is_low(90, 1000, 40)
    assert not is_low(1000, 1000, 5000), "more is never granted"


async def test_a_clock_that_was_set_back_between_two_starts_empties_no_stock(services: Services, clock: Clock) -> None:
    await crash(services, clock, 1)
    await services.job_repair.begin()
    await services.job_repair.set_back(timedelta(hours=4))
    clock.now -= timedelta(hours=4)
    assert not await services.identifies.pause(0)
    await crash(services, clock, BURST - 1)
    assert await services.identifies.pause(0)
