"""Answers to people when something is slow or gets lost on the way."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

from tests.outside.town import CLIENT
from tests.standin.interactions import DEFER

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.town import Town
    from tests.standin import Standin

CALLBACK = r"/interactions/\d+/[^/]+/callback"


async def test_a_slow_store_is_waited_for(town: Town, standin: Standin, operator: Operator) -> None:
    form = await town.form()
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        submitting = asyncio.create_task(standin.submit(town.ana, form, CLIENT))
        waiting = await standin.until(
            lambda: [reply for reply in standin.interactions.values() if reply.acknowledged == DEFER],
            "the bot to ask for patience",
        )
        assert waiting[0].private
        store.execute("ROLLBACK")
    assert "R-1" in (await submitting).text
    assert submitting.result().message.seen_by is town.ana


async def test_a_busy_discord_gets_the_answer_again(town: Town, standin: Standin) -> None:
    form = await town.form()
    standin.fault("POST", CALLBACK, status=500)
    reply = await standin.submit(town.ana, form, CLIENT)
    assert "R-1" in reply.text
    await town.said()


async def test_an_answer_that_is_lost_does_not_say_that_nothing_was_saved(town: Town, standin: Standin) -> None:
    form = await town.form()
    standin.fault("POST", CALLBACK, cut=True)
    reply = await standin.submit(town.ana, form, CLIENT)
    assert "nothing was saved" not in reply.text
    await town.said()
    assert "R-1" in (await standin.submit(town.ana, form, CLIENT)).text
    assert len(town.cards()) == 1


async def test_an_answer_that_arrived_although_the_line_broke(town: Town, standin: Standin, operator: Operator) -> None:
    form = await town.form()
    standin.fault("POST", CALLBACK, cut=True, acted=True)
    reply = await standin.submit(town.ana, form, CLIENT)
    assert "R-1" in reply.text
    await town.said()
    assert len(reply.messages) == 1
    assert await operator.bot.stop() == 0


async def test_no_answer_is_asked_back(town: Town, standin: Standin) -> None:
    submitted = await standin.submit(town.ana, await town.form(), CLIENT)
    assert "R-1" in submitted.text
    await town.said()
    assert standin.interactions
    assert not any(reply.copied for reply in standin.interactions.values())
