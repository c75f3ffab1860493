"""The simulated Discord hangs on no clock but its own, however slow the machine is."""

import asyncio
import copy
import sys
import threading

import pytest
from simcord.enums import ChannelType

from bot.demo import settling, simulator
from bot.demo.json_copy import copied
from tests.support import World, said


async def test_a_short_wait_is_over_and_a_long_one_takes_its_time(group: World) -> None:
    over: list[float] = []

    async def wait(seconds: float) -> None:
        await asyncio.sleep(seconds)
        over.append(seconds)

    before = group.env.now()
    with simulator.bot_scope(group.env):
        waiting = [asyncio.create_task(wait(seconds)) for seconds in (simulator.SHORT - 1, 1.0, simulator.SHORT + 1)]
    await group.env.settle()
    assert over == [1.0, simulator.SHORT - 1]
    assert (group.env.now() - before).total_seconds() == pytest.approx(simulator.SHORT - 1)
    await group.env.advance_time(2)
    assert all(task.done() for task in waiting)


async def test_settling_waits_for_threads_and_for_what_they_start(group: World) -> None:
    thread_may_end, done = threading.Event(), []

    async def work() -> None:
        await asyncio.to_thread(thread_may_end.wait)
        await group.bot.database.read(lambda tx: tx.all("SELECT 1"))
        done.append("task")
        asyncio.get_running_loop().call_soon(lambda: done.append("callback"))

    with simulator.bot_scope(group.env):
        task = asyncio.create_task(work())
    asyncio.get_running_loop().call_later(0.01, thread_may_end.set)
    await group.env.settle()
    assert task.done()
    assert done == ["task", "callback"]


async def test_settling_says_what_a_bot_that_hangs_waits_for(group: World, monkeypatch: pytest.MonkeyPatch) -> None:
    async def hang_for_ever() -> None:
        await asyncio.Event().wait()

    with simulator.bot_scope(group.env):
        task = asyncio.create_task(hang_for_ever())
    monkeypatch.setattr(settling, "PATIENCE", 0.0)
    with pytest.raises(TimeoutError, match=r"hang_for_ever: unknown wait"):
        await group.env.settle()
    task.cancel()


async def test_what_a_callback_of_the_bot_raises_is_among_its_errors(group: World, caplog: pytest.LogCaptureFixture) -> None:
    def fail() -> None:
        raise ZeroDivisionError

    with simulator.bot_scope(group.env):
        asyncio.get_running_loop().call_soon(fail)
    await group.env.settle()
    assert [type(error) for error in group.env.errors[:1]] == [ZeroDivisionError]
    group.env._errors.clear()
    caplog.clear()


async def test_another_bot_executes_no_module_of_the_cogs_anew(group: World) -> None:
    before = {name: module for name, module in sys.modules.items() if name.startswith("cogs")}
    assert len(before) > 40
    await group.restart()
    assert {name: module for name, module in sys.modules.items() if name.startswith("cogs")} == before
    assert "Bruno" in said(await group.bruno.slash(group.channel, "profile show", member=group.bruno))


@pytest.mark.parametrize("odd", [0, ChannelType.TEXT, {1, 2}, (1, [2])])
def test_a_copy_is_what_deepcopy_makes_and_shares_nothing_that_changes(odd: object) -> None:
    data = {"channels": [{"type": odd, 7: "ü"}, [None, True, 1.5, b"x"]], "same": odd}
    made = copied(data)
    assert made == copy.deepcopy(data)
    assert type(made["same"]) is type(odd)
    made["channels"][0]["type"] = made["channels"][1][0] = "changed"
    assert data == {"channels": [{"type": odd, 7: "ü"}, [None, True, 1.5, b"x"]], "same": odd}
