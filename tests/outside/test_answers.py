"""Answers to people when a response is slow or lost."""

from __future__ import annotations

import asyncio
import sqlite3
from contextlib import closing
from typing import TYPE_CHECKING

import pytest

from cogs._ui.rivals import SEVERAL
from tests.outside.sample_guild import CLIENT, SampleGuild
from tests.patience import PATIENCE
from tests.standin.interactions import ASK, DEFER, SAY, UPDATE

if TYPE_CHECKING:
    from pathlib import Path

    from tests.outside.process import Operator
    from tests.standin import Standin

CALLBACK = r"/interactions/\d+/[^/]+/callback"


async def test_a_slow_store_is_waited_for(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    await operator.bot.stop()
    await operator.start(STANDIN_WAIT_FOR_LOCK="300")
    form = await sample.form()
    with closing(sqlite3.connect(operator.store, isolation_level=None)) as store:
        store.execute("BEGIN IMMEDIATE")
        submitting = asyncio.create_task(standin.submit(sample.ana, form, CLIENT))
        waiting = await standin.until(
            lambda: [reply for reply in standin.interactions.values() if reply.acknowledged == DEFER],
            "the bot to ask for patience",
        )
        assert waiting[0].private
        assert not waiting[0].copied
        store.execute("ROLLBACK")
    assert "R-1" in (await submitting).text
    assert submitting.result().message.seen_by is sample.ana


async def test_no_answer_asks_for_a_copy_of_itself(sample: SampleGuild, standin: Standin) -> None:
    form = await sample.form()
    board = await standin.slash(sample.ana, "leaderboard")
    passed = await standin.submit(sample.ana, form, CLIENT)
    card = (await sample.said())[0]
    accepted = await standin.click(sample.bruno, card, "referral:accept:")
    replies = [form, board, passed, accepted]
    assert [reply.acknowledged for reply in replies] == [ASK, SAY, SAY, UPDATE]
    assert not any(reply.copied for reply in replies)
    assert all(message.body["allowed_mentions"] == {"parse": []} for message in (board.message, passed.message, card))
    shared = await standin.slash(sample.bruno, "leaderboard")
    assert shared.message.body["attachments"] == [{"id": 0, "filename": "board-en.png"}]
    assert not shared.copied


async def test_a_limited_answer_is_given_when_discord_says_so(sample: SampleGuild, standin: Standin) -> None:
    limited = standin.fault("POST", CALLBACK, times=2, status=429, retry_after=0.01)
    assert (await standin.slash(sample.ana, "help")).text
    assert limited.met == 2


@pytest.mark.parametrize("status", [429, 500])
async def test_a_further_message_that_was_not_taken_is_sent_again(sample: SampleGuild, standin: Standin, status: int) -> None:
    await sample.refer()
    card = (await sample.said())[0]
    fault = standin.fault("POST", r"/webhooks/\d+/[^/]+", status=status, retry_after=0.01)
    accepted = await standin.click(sample.bruno, card, "referral:accept:")
    shown = await standin.until(lambda: accepted.messages, "the client's contact")
    assert [CLIENT["prospect"] in message.text for message in shown] == [True]
    assert fault.met == 1


async def test_a_busy_discord_gets_the_answer_again(sample: SampleGuild, standin: Standin) -> None:
    form = await sample.form()
    standin.fault("POST", CALLBACK, status=500)
    reply = await standin.submit(sample.ana, form, CLIENT)
    assert "R-1" in reply.text
    await sample.said()


async def test_an_answer_that_is_lost_does_not_say_that_nothing_was_saved(sample: SampleGuild, standin: Standin) -> None:
    form = await sample.form()
    standin.fault("POST", CALLBACK, cut=True)
    reply = await standin.submit(sample.ana, form, CLIENT)
    assert "nothing was saved" not in reply.text
    await sample.said()
    assert "R-1" in (await standin.submit(sample.ana, form, CLIENT)).text
    assert len(sample.cards()) == 1


async def test_an_answer_that_arrived_although_the_line_broke(sample: SampleGuild, standin: Standin, operator: Operator) -> None:
    form = await sample.form()
    standin.fault("POST", CALLBACK, cut=True, acted=True)
    reply = await standin.submit(sample.ana, form, CLIENT)
    assert "R-1" in reply.text
    await sample.said()
    assert len(reply.messages) == 1
    assert await operator.bot.stop() == 0


async def test_two_processes_with_one_token_on_two_stores_are_noticed(
    standin: Standin, operator: Operator, tmp_path: Path
) -> None:
    sample = SampleGuild(standin)
    await operator.start()
    await operator.start(GOODWORD_DATABASE__URL=f"sqlite:///{tmp_path / 'other.db'}")
    said = "another process runs with the same GOODWORD_TOKEN, on another store"
    async with asyncio.timeout(PATIENCE):
        while said not in operator.output():
            assert (await standin.slash(sample.carla, "help")).text
    assert " WARNING cogs._ui.rivals: " in operator.output()
    for process in operator.started:
        assert await process.stop() == 0


async def test_what_is_delivered_twice_or_answered_twice_by_one_process_is_no_rival(
    sample: SampleGuild, standin: Standin, operator: Operator
) -> None:
    for _ in range(2 * SEVERAL):
        await standin.slash(sample.carla, "help", times=2)
        standin.fault("POST", CALLBACK, cut=True, acted=True)
        await standin.slash(sample.carla, "help")
    assert await operator.bot.stop() == 0
    assert "GOODWORD_TOKEN" not in operator.output()
