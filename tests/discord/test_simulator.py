"""The simulated Discord hangs on no clock but its own, however slow the machine is."""

import asyncio
import sys

import pytest

from bot.demo import simulator
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


async def test_another_bot_executes_no_module_of_the_cogs_anew(group: World) -> None:
    before = {name: module for name, module in sys.modules.items() if name.startswith("cogs")}
    assert len(before) > 40
    await group.restart()
    assert {name: module for name, module in sys.modules.items() if name.startswith("cogs")} == before
    assert "Bruno" in said(await group.bruno.slash(group.channel, "profile show", member=group.bruno))
