"""Fixtures of the worker's tests: a stand-in, a clock that starts today, and a harness."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager
from datetime import UTC, datetime
from functools import partial
from typing import TYPE_CHECKING

import discord
import pytest

from tests.conftest import Clock
from tests.standin import Standin
from tests.worker.harness import WorkerHarness, plain
from tests.worker.sample_group import SampleGroup, as_the_bot

if TYPE_CHECKING:
    from pathlib import Path

    from bot.core.db.encryption import Cipher

Open = Callable[..., AbstractAsyncContextManager[WorkerHarness]]


@pytest.fixture
async def standin(monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Standin]:
    async with Standin.open() as opened:
        monkeypatch.setattr(discord.http.Route, "BASE", opened.url)
        yield opened
        assert opened.violations == []


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    """A clock that starts at the real time, which the stand-in's message ids contain."""
    clock = Clock()
    clock.now = datetime.now(UTC)
    monkeypatch.setattr(discord.utils, "utcnow", clock)
    return clock


@pytest.fixture
def open_harness(standin: Standin, sqlite_file: Path, cipher: Cipher, clock: Clock) -> Open:
    """Opens a harness on the same store each time; by default every message's text is its key."""

    standin.clock = clock.right

    def opened(
        handlers: object = lambda _: defaultdict(lambda: plain), **more: object
    ) -> AbstractAsyncContextManager[WorkerHarness]:
        return partial(WorkerHarness.opened, standin, sqlite_file, cipher, clock)(handlers, **more)

    return opened


@pytest.fixture
def sample(standin: Standin) -> SampleGroup:
    guild = standin.add_guild("Vila Boa")
    channel, moderators = standin.add_channel(guild, "referrals"), standin.add_channel(guild, "moderators")
    return SampleGroup(standin, channel, moderators, standin.add_member(guild, "Ana"), standin.add_member(guild, "Bruno"))


@pytest.fixture
async def bot(open_harness: Open, sample: SampleGroup) -> AsyncIterator[WorkerHarness]:
    async with open_harness(as_the_bot) as opened:
        await sample.begin(opened)
        yield opened
