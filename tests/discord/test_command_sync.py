"""Commands that could not be registered are registered later, also where the store fails then."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING, Any

from bot import app
from bot.core.command_sync import CommandSync
from bot.core.errors import NO_ROOM, Unsaved
from bot.demo.simulator import bot_scope

if TYPE_CHECKING:
    import pytest
    import simcord

    from bot.core.db.database import Work
    from tests.support import World


async def test_it_is_tried_again_until_the_store_takes_it(
    empty: World, env: simcord.Env, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    sync, database, failures = empty.bot.services.of(CommandSync), empty.bot.database, [Unsaved(NO_ROOM)] * 2
    registered, read = await sync.told(), database.read

    async def failing(work: Work[Any]) -> Any:
        if failures:
            raise failures.pop()
        return await read(work)

    await sync.tell("what an earlier version registered")
    monkeypatch.setattr(app, "SYNC_RETRY", 0)
    with monkeypatch.context() as patch, caplog.at_level(logging.ERROR, "bot.app"), bot_scope(env):
        patch.setattr(database, "read", failing)
        await empty.bot._sync_later()
    assert [each.message for each in caplog.records] == ["The commands were not registered; trying again in 0 s."] * 2
    assert await sync.told() == registered
