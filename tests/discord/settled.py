"""A group that is set up, kept so that tests begin with copies of it: to set one up takes longer than what most of them do with it.

In a copy the bot starts again on what an earlier one stored, in a Discord that remembers all of it. No two tests share a part of one: the store is
a file of the test's own, and what Discord knows is unpickled for each.
"""

from __future__ import annotations

import io
import pickle
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import simcord

from bot.demo import simulator
from tests.discord.limits import broken
from tests.support import World, furnish, open_bot

if TYPE_CHECKING:
    from pathlib import Path

    from bot.app import Goodword

Then = Callable[[World], Awaitable[None]]
"""What is done in a group after it was set up."""
OF_THE_TEST = {"env", "bot", "folder"}
"""Fields of World that a copy has of its own."""


@dataclass(frozen=True, slots=True)
class Settled:
    """What is left of a group that was set up: the bytes of its store, and the pickled state of Discord with the handles of World."""

    store: bytes
    discord: bytes

    def put_into(self, env: simcord.Env, bot: Goodword, folder: Path) -> World:
        """Let Discord remember the group, before the bot starts on a copy of `store`."""
        env.backend, handles = _Unpickler(io.BytesIO(self.discord), env).load()
        return World(env, folder, bot, **handles)


async def settled(folder: Path, locale: str, *, members_intent: bool, voice_intent: bool, then: Then | None = None) -> Settled:
    """Set a group up by the bot's own commands, with its store in `folder`, do `then` in it, and keep it.

    What the bot sent until then is checked here, and of it the last message alone is kept.
    """
    bot = await open_bot(folder, members_intent=members_intent, voice_intent=voice_intent)
    env = simcord.Env(bot, check_errors=False)
    simulator.hasten(env)
    await env.start()
    world = furnish(env, bot, folder, locale)
    await env.settle()
    await world.settle_in()
    if then is not None:
        await then(world)
    assert (world.refusals(), broken(env)) == ([], [])
    await env.shutdown()
    await bot.close()
    del env.backend.http_requests[:-1]
    env.backend.transcript.clear()
    pickled = io.BytesIO()
    handles = {name: value for name, value in vars(world).items() if name not in OF_THE_TEST}
    _Pickler(pickled, env).dump((env.backend, handles))
    (file,) = folder.iterdir()
    return Settled(file.read_bytes(), pickled.getvalue())


class _Pickler(pickle.Pickler):
    """Writes a mark in place of the environment, which handles refer to."""

    def __init__(self, file: io.BytesIO, env: simcord.Env) -> None:
        super().__init__(file, pickle.HIGHEST_PROTOCOL)
        self._env = env

    def persistent_id(self, obj: object) -> str | None:
        return "env" if obj is self._env else None


class _Unpickler(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, env: simcord.Env) -> None:
        super().__init__(file)
        self._env = env

    def persistent_load(self, pid: Any) -> simcord.Env:
        assert pid == "env"
        return self._env
