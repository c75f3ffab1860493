"""The time to draw a leaderboard's image of ten members, beside the time to encode an empty image of the same size.

python benchmarks/board_images.py --count 1000
"""

from __future__ import annotations

import asyncio
import io
import random
import sys
import time
from functools import partial
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks import driver
from benchmarks.figures import Report, parser, percentile
from bot.worker.worker import AT_ONCE
from cogs._ui.board_image import BoardImage, Row
from cogs._ui.drawing import Drawing

if TYPE_CHECKING:
    from collections.abc import Callable

NAMES = "Ana Bruno Caio Duda Élise Søren Łucja Ñandú José Дмитрий Олена Γιώργος Ελένη Maximiliana Åse Zoë Øystein Íris".split()
HEARTBEAT = 0.001


def poster(chance: random.Random) -> BoardImage:
    """A full board, whose names occur in no other image."""
    rows = tuple(
        Row(
            rank,
            " ".join(
                [
                    *chance.sample(NAMES, chance.choice((1, 2))),
                    f"{chance.choice('ABCDEFGHIJKLMNOPRSTUVWZ')}{chance.randrange(10**6):x}",
                ]
            ),
            12 - rank,
            f"{12 - rank} members helped",
            f"{chance.randrange(12, 30) - rank} referrals",
        )
        for rank in range(1, 11)
    )
    footnotes = ("2 more prefer not to be named.", "Equal numbers share a rank.")
    return BoardImage(f"Group {chance.randrange(10**6)}", "Who helped most members", "16–22 November 2026", rows, footnotes, "")


async def resident(drawing: Drawing) -> float:
    """The resident memory of the process that draws, in MiB."""
    await drawing.drawn(poster(random.Random()))
    assert drawing._process is not None  # noqa: SLF001
    return driver.resident(drawing._process.pid)  # noqa: SLF001


def blank(like: bytes) -> bytes:
    """The floor: make and encode an empty image of the same size."""
    from PIL import Image

    with Image.open(io.BytesIO(like)) as image:
        size = image.size
    out = io.BytesIO()
    Image.new("L", size, 136).convert("P").save(out, "PNG", bits=4, compress_level=5)
    return out.getvalue()


def processor_time(work: Callable[[], bytes]) -> float:
    """Seconds of this process's CPU."""
    began = time.process_time()
    work()
    return time.process_time() - began


def row(name: str, seconds: list[float]) -> list[str]:
    ordered = sorted(seconds)
    return [name, *(f"{percentile(ordered, share) * 1e3:.1f}" for share in (0.5, 0.95, 0.99))]


async def beat(late: list[float]) -> None:
    """Measure how late the event loop wakes while images are drawn."""
    while True:
        due = time.perf_counter() + HEARTBEAT
        await asyncio.sleep(HEARTBEAT)
        late.append(time.perf_counter() - due)


async def rush(drawing: Drawing, posters: list[BoardImage]) -> float:
    """Images a second with as many waiting at once as the worker delivers."""
    began, many = time.perf_counter(), asyncio.Semaphore(AT_ONCE)

    async def one(each: BoardImage) -> None:
        async with many:
            await drawing.drawn(each)

    await asyncio.gather(*map(one, posters))
    return len(posters) / (time.perf_counter() - began)


async def main(report: Report, count: int) -> None:
    chance, drawing, began = random.Random(1), Drawing(), time.perf_counter()
    first = await drawing.drawn(poster(chance))
    report.say(f"- the first, with the start of the process that draws: {(time.perf_counter() - began) * 1e3:.0f} ms")
    report.say(f"- MiB of that process: {await resident(drawing):.0f} after the first")

    wall: list[float] = []
    cpu: list[float] = []
    empty: list[float] = []
    sizes: list[int] = []
    late: list[float] = []
    for number in range(count):
        each = poster(chance)
        heart = asyncio.create_task(beat(late)) if number % 2 else None
        clock = time.perf_counter()
        sizes.append(len(await drawing.drawn(each)))
        wall.append(time.perf_counter() - clock)
        if heart is not None:
            heart.cancel()
        cpu.append(processor_time(poster(chance).draw))
        empty.append(processor_time(partial(blank, first)))
    rushed, held = await rush(drawing, [poster(chance) for _ in range(count)]), await resident(drawing)
    await drawing.close()
    report.table(
        ["ms", "median", "p95", "p99"],
        [
            row("CPU", cpu),
            row("CPU of an empty one", empty),
            row("wall clock, drawn one by one", wall),
            row("how late the event loop wakes meanwhile", late),
        ],
    )
    report.say(
        f"- {median(cpu) / median(empty):.1f} times the CPU of an empty one; {rushed:.0f} a second, with {AT_ONCE} waiting"
    )
    report.say(
        f"- kB: median {median(sizes) / 1e3:.0f}, at most {max(sizes) / 1e3:.0f}; {held:.0f} MiB in the process that draws"
    )


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--count", type=int, default=1000)
    chosen = arguments.parse_args()
    asyncio.run(main(Report(chosen.markdown), chosen.count))
