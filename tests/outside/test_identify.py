"""The IDENTIFY limit counts over all starts, and Discord's daily limit is not used up."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from bot.core.identify.model import BURST

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.standin import Standin

QUIET = {"GOODWORD_LOG__LEVEL": "INFO"}


async def test_who_crashes_over_and_over_waits_and_may_be_stopped(standin: Standin, operator: Operator) -> None:
    for number in range(1, BURST + 1):
        process = await operator.start(**QUIET)
        assert standin.gateway.identifies == number
        process.kill()
    assert "too often" not in operator.output()
    process = operator.begin(**QUIET)
    await process.says("Shard 0 was connected anew too often: it waits ")
    assert await process.stop() == 0
    assert standin.gateway.identifies == BURST
    assert process.output().splitlines()[-1].endswith("Goodword stops: SIGTERM.")
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as store:
        # as if eight minutes had passed
        store.execute("UPDATE meta SET value = value - 8 * 60 * 1000000 WHERE name = 'identify:0'")
    assert await (await operator.start(**QUIET)).stop() == 0


async def test_few_sessions_that_are_left_are_kept(standin: Standin, operator: Operator) -> None:
    standin.session_start_limit |= {"remaining": 3, "reset_after": 3_600_000}
    process = operator.begin(**QUIET)
    await process.says("Discord grants only 3 more sessions to this bot for the next 3600 s")
    assert await process.stop() == 0
    standin.session_start_limit |= {"reset_after": 100}
    process = operator.begin(**QUIET)
    await process.says("Discord grants only 3 more sessions")
    assert standin.gateway.identifies == 0
    standin.session_start_limit |= {"remaining": 1000}
    await standin.until(lambda: standin.gateway.identifies == 1, "the bot to connect when there are more")
    assert await process.stop() == 0


async def test_a_session_that_is_lost_over_and_over_is_no_storm(standin: Standin, operator: Operator) -> None:
    """Within one process: Discord ends each session until the shard has no token left."""
    process = await operator.start(STANDIN_BURST="1", **QUIET)
    await standin.gateway.invalidate()
    await process.says("may open a session in")
    assert standin.gateway.identifies == 1
    assert await process.stop() == 0
