"""A simulated Discord for each test, with a new bot on a new store."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import simcord

from bot.app import Goodword
from bot.core.command_sync import CommandSync
from bot.demo import simulator
from tests import postgres
from tests.discord.limits import broken
from tests.support import World, furnish, open_bot

BOTH_ENGINES = {"test_main_flow.py", "test_store_failures.py"}
assert all(Path(__file__).with_name(name).exists() for name in BOTH_ENGINES), "a file that is tried on both engines is gone"


def pytest_generate_tests(metafunc: pytest.Metafunc) -> None:
    """The main job and what goes wrong in it are tried on both engines, the rest on SQLite: what differs between them is tested where it differs."""
    if "engine" in metafunc.fixturenames:
        engines = ["sqlite", "postgres"] if Path(metafunc.definition.path).name in BOTH_ENGINES else ["sqlite"]
        metafunc.parametrize("engine", engines)


@pytest.fixture
def members_intent(request: pytest.FixtureRequest) -> bool:
    """Whether Discord tells who joins and leaves; a test that wants it says `indirect`."""
    return getattr(request, "param", False)


@pytest.fixture
def voice_intent(request: pytest.FixtureRequest) -> bool:
    """Whether Discord tells who is in a voice channel; a test that wants it says `indirect`."""
    return getattr(request, "param", False)


@pytest.fixture
async def bot(
    engine: str, sqlite_file: Path, request: pytest.FixtureRequest, members_intent: bool, voice_intent: bool
) -> AsyncIterator[Goodword]:
    address = await postgres.emptied(request.getfixturevalue("postgres_stores").shared) if engine == "postgres" else None
    opened = await open_bot(sqlite_file.parent, address, members_intent=members_intent, voice_intent=voice_intent)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def registered() -> dict[str, simulator.Commands]:
    """The commands that an earlier bot of this process registered, by their hash: translating them takes half of a start."""
    return {}


@pytest.fixture
async def env(bot: Goodword, registered: dict[str, simulator.Commands]) -> AsyncIterator[simcord.Env]:
    """A simulated Discord that knows the bot's commands from an earlier start, and a bot that noted so.

    simcord's pytest plugin finds it among a test's fixtures, and sets the test's clock by it.
    """
    started = simcord.Env(bot, check_errors=False)
    simulator.hasten(started)
    sync = bot.services.of(CommandSync)
    for payload_hash, commands in registered.items():
        simulator.register_again(started, commands)
        await sync.tell(payload_hash)
    await started.start()
    if not registered:
        payload_hash = await sync.told()
        assert payload_hash is not None
        registered[payload_hash] = simulator.commands_of(started)
    yield started
    await started.shutdown()


@pytest.fixture
def locale() -> str:
    """The server's language."""
    return "en-US"


@pytest.fixture
async def empty(env: simcord.Env, bot: Goodword, tmp_path: Path, locale: str) -> AsyncIterator[World]:
    """A server that just added the bot, and was greeted. Whatever the bot raised but refusals fails the test, and what Discord would not take."""
    world = furnish(env, bot, tmp_path, locale)
    await env.settle()
    yield world
    world.refusals()
    assert broken(env) == []
    await world.bot.close()


@pytest.fixture
async def group(empty: World) -> World:
    """A group that is set up, with three members."""
    await empty.settle_in()
    return empty
