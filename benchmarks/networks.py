"""The picture of the network: reading it in groups where everybody is in it, and laying out and drawing forty dots.

python benchmarks/networks.py
"""

from __future__ import annotations

import asyncio
import gc
import random
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import driver
from benchmarks.figures import Report, parser
from benchmarks.growth import opened
from benchmarks.holds import cost
from bot.app import GARBAGE
from bot.core.actor import Actor
from bot.reports.network.model import MOST_DOTS
from bot.reports.network.service import Networks
from cogs._ui.drawing import Drawing
from cogs._ui.network_image import NetworkImage

if TYPE_CHECKING:
    from collections.abc import Iterator

SIZES = (30, 500, 5000)
"""Members of the group; each has ten referrals in a year."""
LINES = (20, 90, 300, 780)
PICTURES = 5


async def read(size: int) -> Iterator[str]:
    """The costs of a network that is read, and of one that was read before, in milliseconds."""
    async with opened([size]) as (database, (plan,)):
        await database.write(lambda tx: tx.run("UPDATE members SET in_picture = 1"))
        actor, kept = Actor(plan.group_id, plan.people[0], "Member"), Networks(database)
        found = [await cost(database, lambda _: Networks(database).of(actor)), await cost(database, lambda _: kept.of(actor))]
    return (f"{part:.1f}" for each in found for part in (each.cpu, each.reading, each.looping))


def network(lines: int, seed: int) -> NetworkImage:
    chance, names = random.Random(seed), tuple(f"Maximiliana {number} Langenburg" for number in range(MOST_DOTS))
    every = [(one, other) for other in range(MOST_DOTS) for one in range(other)]
    return NetworkImage(f"Group {seed}", "The network", "all time", names, tuple(sorted(chance.sample(every, lines))), ())


def drawn(lines: int) -> list[str]:
    """Milliseconds of CPU for a picture, and its kilobytes."""
    taken: list[float] = []
    for seed in range(PICTURES):
        began = time.process_time()
        size = len(network(lines, seed).draw())
        taken.append(time.process_time() - began)
    return [str(lines), f"{sorted(taken)[PICTURES // 2] * 1000:.0f}", f"{max(taken) * 1000:.0f}", f"{size / 1000:.0f}"]


async def resident() -> list[float]:
    """MiB of the process that draws before its first network is asked for, and after some."""
    drawing, found = Drawing(), list[float]()
    for count in (1, PICTURES):
        for seed in range(count):
            await drawing.drawn(network(LINES[-1], seed))
        assert drawing._process is not None  # noqa: SLF001
        found.append(driver.resident(drawing._process.pid))  # noqa: SLF001
    await drawing.close()
    return found


async def main(report: Report) -> None:
    gc.freeze()
    gc.set_threshold(GARBAGE)  # as the running bot: a collection falls into whatever read is under way
    head = ["members", "read: CPU", "held reading", "held looping", "kept: CPU", "held reading", "held looping"]
    report.table(head, [[str(size), *await read(size)] for size in SIZES])
    network(LINES[0], 0).draw()  # loads what is loaded with the first
    report.table(["lines of forty dots", "CPU ms, median", "at most", "kB"], [drawn(lines) for lines in LINES])
    first, last = await resident()
    report.say(f"- MiB of the process that draws: {first:.0f} after its first network, {last:.0f} after {PICTURES}")


if __name__ == "__main__":
    asyncio.run(main(Report(parser(__doc__).parse_args().markdown)))
