"""A bot's time to its first answer, and its resident memory by the number of groups.

python benchmarks/memory.py --groups 1 1000 10000
"""

from __future__ import annotations

import asyncio
import sqlite3
import sys
import time
from contextlib import closing
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions, goals
from benchmarks.driver import proportional
from benchmarks.figures import Report, parser
from benchmarks.place import FLOORS, GOODWORD, opened
from benchmarks.recording import record
from cogs._ui.drawing import IDLE

if TYPE_CHECKING:
    import argparse

    from benchmarks.driver import Subject
    from benchmarks.place import Place

STARTS = 4
CHANNELS, ROLES = 8, 5
"""Of each further group."""
PICTURES = [
    (board, period) for board in ("givers", "thanked") for period in ("this_week", "last_week", "month", "quarter", "year")
]
REST = IDLE + 5.0
"""Seconds without work before memory is read: by then the process that draws has ended."""
FLOOR = next(iter(FLOORS))


async def _first_answer(place: Place, subject: Subject) -> None:
    name, expected = ("me", actions.READS["me"]) if subject.name == GOODWORD else ("ping", "ok")
    messages = place.messages.get(name, 1)
    await actions.read(subject.standin, place.people, place.channel, name, expected, messages).once(subject.standin)


async def start_times(place: Place) -> float:
    """The seconds from the process's start to its first answer; the first start also compiles and registers the commands."""
    medians: dict[str, float] = {}
    for name in (GOODWORD, FLOOR):
        seconds: list[float] = []
        for _ in range(STARTS):
            subject = await place.started(name)
            try:
                await _first_answer(place, subject)
                seconds.append(time.monotonic() - subject.process.started)
            finally:
                subject.process.stop()
        medians[name] = median(seconds[1:])
        place.report.say(
            f"- {name}: start to the first answer {medians[name]:.2f} s (median of {STARTS - 1}), the first start {seconds[0]:.2f} s"
        )
    return medians[GOODWORD]


def _add_groups(place: Place, wanted: int) -> None:
    """Add groups until there are so many. Their rows are copies of the first one's: whom the bot does not know, it greets at the start."""
    bench = place.bench(GOODWORD)
    while len(bench.guilds) < wanted:
        guild = bench.add_guild("Group")
        for n in range(CHANNELS):
            bench.add_channel(guild, f"channel-{n}")
        for n in range(ROLES):
            bench.add_role(guild, f"Role {n}")
    with closing(sqlite3.connect(place.store(GOODWORD))) as store, store:
        store.execute("CREATE TEMP TABLE copy AS SELECT * FROM groups LIMIT 1")
        for group_id in bench.guilds:
            store.execute("UPDATE copy SET group_id = ?", (group_id,))
            store.execute("INSERT OR IGNORE INTO groups SELECT * FROM copy")


async def resident(place: Place, groups: list[int]) -> dict[int, float]:
    """The resident MiB by number of groups at rest, after every kind of picture was drawn, with all processes that still live."""
    found, rows = dict[int, float](), list[list[str]]()
    for wanted in sorted(groups):
        _add_groups(place, wanted)
        for name in (GOODWORD, FLOOR):
            subject = await place.started(name)
            process = subject.process
            try:
                for _ in range(30):
                    await _first_answer(place, subject)
                before = process.mebibytes
                if name == GOODWORD:
                    for board, period in PICTURES:
                        await subject.standin.slash(place.people[0], "leaderboard", board=board, period=period)
                drawn, helpers = process.mebibytes, process.helpers
                await asyncio.sleep(REST)
                rest, shared = process.mebibytes + process.helpers, sum(map(proportional, process.family))
                found.setdefault(wanted, rest)
                rows.append([f"{wanted:,}", name, *(f"{each:.0f}" for each in (before, drawn, helpers, rest, shared))])
            finally:
                process.stop()
    place.report.table(
        ["groups", "MiB resident", "before pictures", "after ten", "process that draws", f"{REST:g} s later", "the same as PSS"],
        rows,
    )
    return found


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    async with opened(report) as place:
        await record(place)
        started = await start_times(place)
        goals.of_process(report, await resident(place, options.groups), started)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--groups", type=int, nargs="+", default=[1, 1000, 10_000])
    asyncio.run(main(arguments.parse_args()))
