"""A bot's time to its first answer, and its resident memory by the number of groups.

python benchmarks/memory.py --groups 1 1000
"""

from __future__ import annotations

import asyncio
import sys
import time
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions, goals
from benchmarks.figures import Report, parser
from benchmarks.place import FLOORS, GOODWORD, opened
from benchmarks.recording import record

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
IDLE = 3.0
"""Seconds before memory is read."""
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


async def resident(place: Place, groups: list[int]) -> dict[int, float]:
    """The resident MiB by number of groups, after every kind of picture was drawn and some time without work."""
    guilds, found = place.bench(GOODWORD).guilds, dict[int, float]()
    for wanted in sorted(groups):
        while len(guilds) < wanted:
            guild = place.bench(GOODWORD).add_guild("Group")
            for n in range(CHANNELS):
                place.bench(GOODWORD).add_channel(guild, f"channel-{n}")
            for n in range(ROLES):
                place.bench(GOODWORD).add_role(guild, f"Role {n}")
        for name in (GOODWORD, FLOOR):
            subject = await place.started(name)
            try:
                for _ in range(30):
                    await _first_answer(place, subject)
                before = subject.process.mebibytes
                if name == GOODWORD:
                    for board, period in PICTURES:
                        await subject.standin.slash(place.people[0], "leaderboard", board=board, period=period)
                busy, helpers = subject.process.mebibytes, subject.process.helpers
                await asyncio.sleep(IDLE)
                found.setdefault(wanted, subject.process.mebibytes)
                place.report.say(
                    f"- {name}, {wanted:,} groups: {before:.0f} MiB resident before pictures, {busy:.0f} with them and {helpers:.0f} in"
                    f" processes of its own, {subject.process.mebibytes:.0f} after {IDLE:g} s of rest"
                )
            finally:
                subject.process.stop()
    return found


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    async with opened(report) as place:
        await record(place)
        started = await start_times(place)
        goals.of_process(report, await resident(place, options.groups), started)


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--groups", type=int, nargs="+", default=[1, 1000])
    asyncio.run(main(arguments.parse_args()))
