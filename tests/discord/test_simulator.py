"""The simulated Discord hangs on no clock but its own, however slow the machine is."""

import asyncio
import copy
import sys

import pytest
from simcord.enums import ChannelType

from bot.demo import simulator
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
