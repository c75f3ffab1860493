"""A simulated Discord for each test, with a new bot on a new store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.app import Goodword
from tests.support import World, furnish, open_bot


@pytest.fixture
async def bot(tmp_path: Path) -> AsyncIterator[Goodword]:
    opened = await open_bot(tmp_path)
    yield opened
    await opened.close()


@pytest.fixture
async def env(bot: Goodword) -> AsyncIterator[simcord.Env]:
    """simcord's pytest plugin finds it among a test's fixtures, and sets the test's clock by it."""
    started = simcord.Env(bot, check_errors=False, settle_timeout=10)
    await started.start()
    yield started
    await started.shutdown()


@pytest.fixture
async def empty(env: simcord.Env, bot: Goodword, tmp_path: Path) -> AsyncIterator[World]:
    """A server that just added the bot. Whatever the bot raised but refusals fails the test."""
    world = furnish(env, bot, tmp_path)
    yield world
    world.refusals()
    await world.bot.close()


@pytest.fixture
async def group(empty: World) -> World:
    """A group that is set up, with three members."""
    await empty.settle_in()
    return empty
