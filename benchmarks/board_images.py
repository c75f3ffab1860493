"""The time to draw a leaderboard's image of ten members, beside the time to encode an empty image of the same size.

python benchmarks/board_images.py --count 1000
"""

from __future__ import annotations

import asyncio
import io
import random
import sys
import time
from pathlib import Path
from statistics import median

sys.path.insert(0, str(Path(__file__).parent.parent))

from benchmarks.figures import Report, parser, percentile
from bot.worker.worker import AT_ONCE
from cogs._ui.board_image import BoardImage, Row
from cogs._ui.drawing import drawn

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


def resident() -> float:
    """This process's resident memory in MiB."""
    for line in Path("/proc/self/status").read_text(encoding="utf-8").splitlines():
        if line.startswith("VmRSS"):
            return int(line.split()[1]) / 1024
    raise LookupError("VmRSS")


def blank(like: bytes) -> bytes:
    """The floor: make and encode an empty image of the same size."""
    from PIL import Image

    with Image.open(io.BytesIO(like)) as image:
        size = image.size
    out = io.BytesIO()
    Image.new("L", size, 136).convert("P").save(out, "PNG", bits=4, compress_level=5)
    return out.getvalue()


def row(name: str, seconds: list[float]) -> list[str]:
    ordered = sorted(seconds)
    return [name, *(f"{percentile(ordered, share) * 1e3:.1f}" for share in (0.5, 0.95, 0.99))]


async def beat(late: list[float]) -> None:
    """Measure how late the event loop wakes while images are drawn in the thread."""
    while True:
        due = time.perf_counter() + HEARTBEAT
        await asyncio.sleep(HEARTBEAT)
        late.append(time.perf_counter() - due)


async def rush(posters: list[BoardImage]) -> float:
    """Images a second with as many waiting at once as the worker delivers."""
    began, many = time.perf_counter(), asyncio.Semaphore(AT_ONCE)

    async def one(each: BoardImage) -> None:
        async with many:
            await drawn(each.paint)

    await asyncio.gather(*map(one, posters))
    return len(posters) / (time.perf_counter() - began)


async def main(report: Report, count: int) -> None:
    chance, before = random.Random(1), resident()
    began = time.perf_counter()
    first = await drawn(poster(chance).paint)
    report.say(
        f"- the first, with all that it loads: {(time.perf_counter() - began) * 1e3:.0f} ms, {resident() - before:.0f} MiB more"
    )

    wall: list[float] = []
    cpu: list[float] = []
    empty: list[float] = []
    sizes: list[int] = []
    late: list[float] = []
    for number in range(count):
        each = poster(chance)
        heart = asyncio.create_task(beat(late)) if number % 2 else None
        clock, work = time.perf_counter(), time.process_time()
        sizes.append(len(await drawn(each.paint)))
        wall.append(time.perf_counter() - clock)
        if heart is not None:
            heart.cancel()
        else:
            cpu.append(time.process_time() - work)
        clock = time.process_time()
        blank(first)
        empty.append(time.process_time() - clock)
    rushed = await rush([poster(chance) for _ in range(count)])
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
        f"- kB: median {median(sizes) / 1e3:.0f}, at most {max(sizes) / 1e3:.0f}; {resident() - before:.0f} MiB more than before the first"
    )


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--count", type=int, default=1000)
    chosen = arguments.parse_args()
    asyncio.run(main(Report(chosen.markdown), chosen.count))
