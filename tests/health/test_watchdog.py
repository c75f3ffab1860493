"""When systemd's watchdog is fed: a silent gateway alone is no reason for a restart, one that a restart can mend is."""

from __future__ import annotations

import asyncio
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest

from bot.health.pulse import Pulse
from bot.health.systemd import Notifier
from bot.health.watchdog import DEAD_AFTER, PROBE_EVERY, Watchdog

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.conftest import Clock


def silent(clock: Clock, may_restart: Callable[[], Any]) -> tuple[Pulse, Watchdog]:
    """A watchdog over a bot of one shard, which Discord stops acknowledging now."""
    pulse = Pulse(clock.monotonic)
    pulse.goodword = SimpleNamespace(shards={0: None}, identifying=SimpleNamespace(may_restart=may_restart))  # type: ignore[assignment]
    pulse.note(0, {0: 0.05})
    return pulse, Watchdog(pulse, Notifier({}))


async def turned(watchdog: Watchdog) -> bool:
    """The decision after the question to Discord was answered."""
    watchdog.is_to_be_fed()
    for _ in range(5):
        await asyncio.sleep(0)
    return watchdog.is_to_be_fed()


async def test_it_goes_hungry_only_where_discord_answers_and_grants_sessions(clock: Clock) -> None:
    asked = 0

    async def granted() -> bool:
        nonlocal asked
        asked += 1
        return True

    pulse, watchdog = silent(clock, granted)
    clock.pass_by(seconds=DEAD_AFTER)
    assert await turned(watchdog)
    assert asked == 0
    clock.pass_by(seconds=1)
    assert not await turned(watchdog)
    assert asked == 1
    pulse.note(0, {0: 0.06})
    assert await turned(watchdog), "it was acknowledged again"


@pytest.mark.parametrize("answer", [False, OSError("no route to host"), TimeoutError()])
async def test_an_outage_and_a_reached_limit_are_borne(clock: Clock, answer: bool | Exception) -> None:
    asked = 0

    async def refused() -> bool:
        nonlocal asked
        asked += 1
        if isinstance(answer, Exception):
            raise answer
        return answer

    _, watchdog = silent(clock, refused)
    clock.pass_by(seconds=DEAD_AFTER + 1)
    for minute in range(1, 61):
        assert await turned(watchdog)
        assert asked == minute, "once a minute"
        clock.pass_by(seconds=PROBE_EVERY)


@pytest.mark.parametrize(
    ("environ", "seconds"),
    [
        ({}, None),
        ({"WATCHDOG_USEC": "30000000"}, None),
        ({"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000"}, 30.0),
        ({"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "30000000", "WATCHDOG_PID": "1"}, None),
        ({"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "soon"}, None),
        ({"NOTIFY_SOCKET": "/run/x", "WATCHDOG_USEC": "0"}, None),
        ({"NOTIFY_SOCKET": "vsock:2:1234", "WATCHDOG_USEC": "30000000"}, None),
    ],
)
def test_the_interval_is_read_by_systemds_rules(environ: dict[str, str], seconds: float | None) -> None:
    assert Notifier(environ).watchdog == seconds
