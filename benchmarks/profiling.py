"""Where the time of the interpreter's lock goes while Goodword answers with 32 in flight, by samples of py-spy.

A sample is counted where a thread holds the lock: for what runs, and for the innermost function of ours that led to it. Without the right to trace other processes (ptrace(2)) it must be run as root.

python benchmarks/profiling.py --seconds 20
"""

from __future__ import annotations

import asyncio
import itertools
import re
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions
from benchmarks.driver import ROOT, flood
from benchmarks.figures import Report, parser
from benchmarks.place import GOODWORD, opened
from benchmarks.recording import record

if TYPE_CHECKING:
    import argparse

    from benchmarks.driver import Action, Subject
    from benchmarks.place import Place

RATE = 250
"""Samples a second."""
IN_FLIGHT, AT_ONCE = 32, 64
"""Interactions in flight, and how many of a command come before the next command's."""
REFERRALS = 8
"""Referrals in a turn. With as many as of the others the group would have thousands in a week, and its board would take a tenth of the time."""
GIVEN = "is on its way to"
SHOWN = 6
SPY = Path(sys.executable).with_name("py-spy")
FRAME = re.compile(r"(?P<name>.+) \((?P<file>[^()]*?)(?::\d+)?\)")
OURS = "ours: bot/ and cogs/"
PACKAGES = {"discord": "discord.py", "aiohttp": "aiohttp and its yarl, multidict", "yarl": "aiohttp and its yarl, multidict"}
PACKAGES |= {
    "multidict": PACKAGES["yarl"],
    "aiosqlite": "aiosqlite",
    "babel": "Babel",
    "cryptography": "cryptography",
    "PIL": "Pillow",
}
STANDARD = "the standard library"


def origin(file: str) -> str:
    """The package of a frame's file."""
    path = Path(file)
    if path.is_relative_to(ROOT) and path.relative_to(ROOT).parts[0] in {"bot", "cogs"}:
        return OURS
    parts = path.parts
    if "site-packages" in parts:
        name = parts[parts.index("site-packages") + 1]
        return PACKAGES.get(name, name)
    return STANDARD


def counted(raw: str) -> tuple[Counter[str], Counter[str], Counter[str]]:
    """The samples by package, by module of ours that ran, and by the innermost of ours that ran or called what ran."""
    packages, running, inner = Counter[str](), Counter[str](), Counter[str]()
    for line in raw.splitlines():
        stack, _, number = line.rpartition(" ")
        frames = [found.group("name", "file") for part in stack.split(";") if (found := FRAME.fullmatch(part))]
        if not frames:
            continue
        count = int(number)
        ours = [f"{Path(file).relative_to(ROOT)} `{name}`" for name, file in frames if origin(file) == OURS]
        packages[origin(frames[-1][1])] += count
        if origin(frames[-1][1]) == OURS:
            running[ours[-1].partition(" ")[0]] += count
        inner[ours[-1] if ours else "(none of ours)"] += count
    return packages, running, inner


async def load(place: Place, good: Subject, until: asyncio.Event) -> None:
    """All commands in turns, as fast as they are answered."""
    people, channel = place.people, place.channel
    todo: list[tuple[Action, int]] = [
        (actions.read(good.standin, people, channel, name, expected, place.messages[name]), AT_ONCE)
        for name, expected in actions.READS.items()
    ]
    form = await good.standin.slash(people[0], "refer", member=people[1])
    todo.append((actions.Refers(people, channel, form).action(GIVEN), REFERRALS))
    for action, number in itertools.cycle(todo):
        if until.is_set():
            return
        await flood(good, action, number, IN_FLIGHT)


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    async with opened(report) as place:
        await record(place)
        good = await place.started(GOODWORD)
        raw, until = place.folder / "samples.txt", asyncio.Event()
        try:
            work = asyncio.create_task(load(place, good, until))
            await asyncio.sleep(options.warm_up)
            where = ("--pid", str(good.process.popen.pid), "--output", str(raw))
            how = (
                "--gil",
                "--nolineno",
                "--full-filenames",
                "--format",
                "raw",
                "--rate",
                str(RATE),
                "--duration",
                str(options.seconds),
            )
            spy = await asyncio.create_subprocess_exec(SPY, "record", *where, *how, stdout=asyncio.subprocess.DEVNULL)
            assert await spy.wait() == 0
            until.set()
            await work
        finally:
            good.process.stop()
        packages, running, inner = counted(raw.read_text(encoding="utf-8"))
    total = packages.total()

    def share(counts: Counter[str], most: int) -> list[tuple[str, str]]:
        return [(name, f"{count / total:.1%}") for name, count in counts.most_common(most)]

    report.say(f"{total:,} samples of the interpreter's lock, {RATE} a second, {IN_FLIGHT} in flight.")
    report.table(["running", "share"], share(packages, SHOWN))
    report.table(["running, by module of ours", "share"], share(running, SHOWN))
    report.table(["innermost of ours, with what it calls outside of ours", "share"], share(inner, SHOWN))


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--seconds", type=int, default=20)
    arguments.add_argument("--warm-up", type=float, default=5.0)
    asyncio.run(main(arguments.parse_args()))
