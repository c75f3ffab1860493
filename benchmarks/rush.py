"""Many people at once: how long each waits for Discord's acknowledgement, of which it allows three seconds.

python benchmarks/rush.py --count 300
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions
from benchmarks.driver import undisturbed
from benchmarks.figures import Report, parser, percentile
from benchmarks.place import FLOORS, GOODWORD, opened
from benchmarks.recording import record

if TYPE_CHECKING:
    import argparse

WITHIN = 3.0
"""Seconds (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback)."""
FLOOR = next(iter(FLOORS))


async def main(options: argparse.Namespace) -> None:
    report, rows = Report(options.markdown), list[list[object]]()
    async with opened(report) as place:
        await record(place)
        for name in (FLOOR, GOODWORD):
            subject = await place.started(name)
            try:
                for command, expected in actions.READS.items():
                    messages = place.messages[command]
                    action = actions.read(subject.standin, place.people, place.channel, command, expected, messages)
                    for _ in range(options.warm_up):
                        await action.once(subject.standin)
                    with undisturbed():
                        times = sorted(await asyncio.gather(*(action.once(subject.standin) for _ in range(options.count))))
                    late = sum(1 for seconds in times if seconds > WITHIN)
                    rows.append([command, name, f"{percentile(times, 0.5):.2f}", f"{times[-1]:.2f}", late])
            finally:
                subject.process.stop()
    report.table([f"{options.count} at once", "", "median s", "longest s", f"later than {WITHIN:g} s"], sorted(rows, key=str))


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--count", type=int, default=300)
    arguments.add_argument("--warm-up", type=int, default=30)
    asyncio.run(main(arguments.parse_args()))
