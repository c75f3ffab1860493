"""A simulated Discord for each test, with a new bot on a new store."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import pytest
import simcord

from bot.app import Goodword
from bot.core.command_sync import CommandSync
from bot.demo import simulator
from tests import postgres
from tests.conftest import beside
from tests.discord.limits import broken
from tests.discord.settled import Settled, Then, settled
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
def locale() -> str:
    """The server's language."""
    return "en-US"


@pytest.fixture
def then() -> Then | None:
    """What is done in the group before the test finds it; a file whose tests want more than a group has one of its own."""
    return None


Kept = dict[tuple[str, bool, bool, Then | None], Settled]


@pytest.fixture(scope="session")
def settled_groups() -> Kept:
    """The groups that this process set up, by the server's language, the intents, and `then`."""
    return {}


@pytest.fixture
def begun(
    request: pytest.FixtureRequest,
    engine: str,
    locale: str,
    members_intent: bool,
    voice_intent: bool,
    then: Then | None,
    sqlite_file: Path,
    settled_groups: Kept,
) -> Settled | None:
    """The group that the test finds set up, with its store in `sqlite_file`; None where it asks for none. On PostgreSQL each is set up anew."""
    if engine != "sqlite" or "group" not in request.fixturenames:
        return None
    key = locale, members_intent, voice_intent, then
    if key not in settled_groups:
        about = {"members_intent": members_intent, "voice_intent": voice_intent, "then": then}
        settled_groups[key] = beside(partial(settled, sqlite_file.parent, locale, **about))
    sqlite_file.write_bytes(settled_groups[key].store)
    return settled_groups[key]


@pytest.fixture
async def bot(
    engine: str,
    sqlite_file: Path,
    begun: Settled | None,
    request: pytest.FixtureRequest,
    members_intent: bool,
    voice_intent: bool,
) -> AsyncIterator[Goodword]:
    address = await postgres.emptied(request.getfixturevalue("postgres_stores").shared) if engine == "postgres" else None
    opened = await open_bot(sqlite_file.parent, address, members_intent=members_intent, voice_intent=voice_intent)
    yield opened
    await opened.close()


@pytest.fixture(scope="session")
def registered() -> dict[str, simulator.Commands]:
    """The commands that an earlier bot of this process registered, by their hash: translating them takes half of a start."""
    return {}


@dataclass(frozen=True)
class Stage:
    env: simcord.Env
    world: World | None
    """The group, where it is set up."""


@pytest.fixture
async def stage(
    bot: Goodword, begun: Settled | None, tmp_path: Path, registered: dict[str, simulator.Commands]
) -> AsyncIterator[Stage]:
    """A simulated Discord that knows the bot's commands from an earlier start, and a bot that noted so."""
    env = simcord.Env(bot, check_errors=False)
    simulator.hasten(env)
    world = begun and begun.put_into(env, bot, tmp_path)
    sync = bot.services.of(CommandSync)
    for payload_hash, commands in registered.items() if world is None else ():
        simulator.register_again(env, commands)
        await sync.tell(payload_hash)
    await env.start()
    if not registered:
        payload_hash = await sync.told()
        assert payload_hash is not None
        registered[payload_hash] = simulator.commands_of(env)
    yield Stage(env, world)
    await env.shutdown()


@pytest.fixture
def env(stage: Stage) -> simcord.Env:
    """The stage's; simcord's pytest plugin finds it among a test's fixtures, and sets the test's clock by it."""
    return stage.env


@pytest.fixture
async def world(stage: Stage, env: simcord.Env, bot: Goodword, tmp_path: Path, locale: str) -> AsyncIterator[World]:
    """A server with the bot. Whatever the bot raised but refusals fails the test, and what Discord would not take."""
    world = stage.world or furnish(env, bot, tmp_path, locale)
    await env.settle()
    yield world
    world.refusals()
    assert broken(env) == []
    await world.bot.close()


@pytest.fixture
def empty(world: World, stage: Stage) -> World:
    """A server that just added the bot, and was greeted."""
    assert stage.world is None, "a test asks for an empty server or for a group"
    return world


@pytest.fixture
async def group(world: World, stage: Stage, then: Then | None) -> World:
    """A group that is set up, with three members, in which `then` was done."""
    if stage.world is None:
        await world.settle_in()
        if then is not None:
            await then(world)
    return world
