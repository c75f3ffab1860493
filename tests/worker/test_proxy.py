"""A 403 or 404 without a code comes from a proxy, not from Discord: no message, channel or person is taken as gone by it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest

from tests.worker.test_unsure import SAID

if TYPE_CHECKING:
    from tests.conftest import Clock
    from tests.worker.harness import WorkerHarness
    from tests.worker.sample_group import SampleGroup

UNNAMED: list[dict[str, Any]] = [{"status": 403}, {"status": 404}]
LOST: dict[str, Any] = {"status": 503, "acted": True}


@pytest.mark.parametrize("answer", UNNAMED)
@pytest.mark.parametrize("kind", SAID)
async def test_an_edit_is_repeated(sample: SampleGroup, bot: WorkerHarness, kind: str, answer: dict[str, Any]) -> None:
    record_id = await sample.act(bot, kind)
    await bot.finish()
    assert SAID[kind] in sample.texts()
    fault = sample.standin.fault("PATCH|DELETE", rf"{sample.path(kind)}/\d+", **answer)
    await sample.take_back(bot, kind, record_id)
    await bot.finish()
    assert fault.met
    assert SAID[kind] not in sample.texts()


@pytest.mark.parametrize("answer", UNNAMED)
@pytest.mark.parametrize("kind", SAID)
async def test_a_message_is_sent_again_and_nobody_is_told(
    sample: SampleGroup, bot: WorkerHarness, kind: str, answer: dict[str, Any]
) -> None:
    fault = sample.standin.fault("POST", sample.path(kind), **answer)
    await sample.act(bot, kind)
    assert await bot.finish() < 60, "as after any error of a proxy"
    assert fault.met
    assert [SAID[kind] in message.text for message in sample.place(kind).messages].count(True) == 1
    assert sample.moderators.messages == []
    assert [row["n"] for row in await bot.rows("SELECT COUNT(*) AS n FROM outbox WHERE state = 'dead'")] == [0]


@pytest.mark.parametrize("answer", UNNAMED)
@pytest.mark.parametrize("method", ["GET", "DELETE", "PATCH"])
@pytest.mark.parametrize("kind", SAID)
async def test_what_may_have_arrived_is_looked_for_again(
    sample: SampleGroup, bot: WorkerHarness, clock: Clock, kind: str, method: str, answer: dict[str, Any]
) -> None:
    """It was taken back meanwhile, and is to be found and edited or deleted."""
    sample.standin.fault("POST", sample.path(kind), **LOST)
    record_id = await sample.act(bot, kind)
    await bot.work()
    sample.standin.forget_nonces()
    clock.pass_by(minutes=5)
    sample.standin.fault(method, rf"{sample.path(kind)}(/\d+)?", **answer)
    await sample.take_back(bot, kind, record_id)
    await bot.finish()
    assert SAID[kind] not in sample.texts()
