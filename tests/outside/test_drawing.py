"""The process that draws, beside a bot that runs: it is not needed, and does not outlive the bot."""

from __future__ import annotations

import os
import signal
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.patience import until
from tests.processes import is_gone

if TYPE_CHECKING:
    from tests.outside.process import Operator
    from tests.outside.sample_guild import SampleGuild

pytestmark = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="processes are looked up in /proc")


def children(pid: int) -> list[int]:
    """The ids of the living processes that `pid` started (proc(5): the fields after the name are state and parent)."""
    found: list[int] = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        with suppress(OSError):
            state, parent = stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[:2]
            if int(parent) == pid and state != "Z":
                found.append(int(stat.parent.name))
    return found


async def shown_boards(sample: SampleGuild, *periods: str) -> list[str]:
    """The names of the files of Ana's boards: one file where the board has a picture."""
    replies = [await sample.standin.slash(sample.ana, "leaderboard", period=period) for period in periods]
    return [each["filename"] for reply in replies for each in reply.message.body["attachments"]]


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGKILL])
async def test_it_ends_with_the_bot(sample: SampleGuild, operator: Operator, how: signal.Signals) -> None:
    await sample.refer()
    assert children(operator.bot.pid) == []
    assert await shown_boards(sample, "this_week") == ["board-en.png"]
    (drawing,) = children(operator.bot.pid)
    os.kill(operator.bot.pid, how)
    assert await operator.bot.ended() == (0 if how is signal.SIGTERM else -how)
    await until(lambda: is_gone(drawing), "the end of the process that draws")


async def test_one_that_is_killed_is_no_incident(sample: SampleGuild, operator: Operator) -> None:
    await sample.refer()
    assert await shown_boards(sample, "this_week") == ["board-en.png"]
    (drawing,) = children(operator.bot.pid)
    os.kill(drawing, signal.SIGKILL)
    assert await shown_boards(sample, "month", "year") == ["board-en.png"] * 2
    assert drawing not in children(operator.bot.pid)
    assert " ERROR " not in operator.output()
    assert "Traceback" not in operator.output()
    assert await operator.bot.stop() == 0
