"""Goodword end to end: `python -m bot run` against a stand-in for Discord, beside a bare bot with the same statements.

Run it with `make bench`, or `python benchmarks/end_to_end.py --help`. `README.md` explains the columns.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import shutil
import sys
import tempfile
import time
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks import actions
from benchmarks.driver import Action, Bench, Load, Subject, flood, paced, percentile
from benchmarks.place import Place
from benchmarks.recording import recorded
from benchmarks.seed import Plan, seed
from tests.outside.store import waiting

if TYPE_CHECKING:
    from collections.abc import AsyncIterator


MEMBERS, HISTORY = 30, 300
WARM_UP = 60
ROUNDS = 3
GIVEN = "is on its way to"


@asynccontextmanager
async def opened(options: argparse.Namespace) -> AsyncIterator[Place]:
    """Three stand-ins with the same people, and a store for each bot."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-")))
        good, floor, cards = [await stack.enter_async_context(Bench.open()) for _ in range(3)]
        guild = good.add_guild("Vila Boa")
        channel = good.add_channel(guild, "referrals")
        people = [good.add_member(guild, f"Member {n}") for n in range(MEMBERS)]
        for each in (floor, cards):
            each.bot, each.token, each.guilds, each.users = good.bot, good.token, good.guilds, good.users
            each.channels[channel.id] = channel
        names = tuple(user.name for user in people)
        ids = tuple(user.id for user in people)
        plan = Plan(guild.id, ids, HISTORY, readable=True, names=names, channel_id=channel.id)
        await seed(folder / "good.db", [plan])
        for copy in ("floor.db", "cards.db", "record.db"):
            shutil.copyfile(folder / "good.db", folder / copy)
        yield Place(folder, good, floor, cards, people, channel, options)


async def start_times(place: Place) -> None:
    """Measure the time from the process's start to its first answer; the first start also compiles and registers the commands."""
    for name, standin, start in (("Goodword", place.good, place.bot), ("bare bot", place.floor, place.bare_bot)):
        seconds = []
        for n in range(4):
            before = standin.gateway.identifies
            process = start()
            try:
                await standin.connected(before + 1)
                first = "me" if name == "Goodword" else "ping"
                expected = actions.READS.get(first, "ok")
                await actions.read(standin, place.people, place.channel, first, expected).once(standin)
                seconds.append(time.monotonic() - process.started)
            finally:
                process.stop()
            if n == 0:
                place.say(f"{name}: first start {seconds[0]:.2f} s")
        place.say(f"{name}: start to first answer {median(seconds[1:]):.2f} s (median of {len(seconds) - 1})")


async def compare(place: Place, *pairs: tuple[Subject, str, Action], prepared: int = 0) -> None:
    """Measure an action on each bot in turns, so that other load affects all of them, and print a row for each.

    `prepared` is the maximum number of repetitions, where there is one.
    """
    options = place.options
    each = min(options.count, prepared // 2 if prepared else options.count) // ROUNDS
    alone = each * ROUNDS // 5
    loads: dict[str, tuple[Load, list[Load]]] = {}
    for subject, who, action in pairs:
        if not prepared:
            await flood(subject, action, WARM_UP, 8)
        loads[who] = await flood(subject, action, alone, 1), []
    for _ in range(ROUNDS):
        for subject, who, action in pairs:
            loads[who][1].append(await flood(subject, action, each, 32))
    seconds = min(options.seconds, (prepared - alone - each * ROUNDS) / 50) if prepared else options.seconds
    for subject, who, action in pairs:
        times = await paced(subject, action, seconds)
        one, many = loads[who]
        shares = " | ".join(f"{percentile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
        place.say(
            f"| {action.name} | {who} | {one.rate:.0f} | {median(load.rate for load in many):.0f} | {one.cpu_ms:.2f} |"
            f" {median(load.cpu_ms for load in many):.2f} | {shares} | {subject.process.mebibytes:.0f} |"
        )


async def reads(place: Place, good: Subject, floor: Subject, cards: Subject) -> None:
    people, channel = place.people, place.channel
    await compare(place, (floor, "floor", actions.read(floor.standin, people, channel, "ping", "ok")))
    for name, expected in actions.READS.items():
        await compare(
            place,
            (floor, "floor", actions.read(floor.standin, people, channel, name, "ok")),
            (cards, "floor with the card", actions.read(cards.standin, people, channel, name, expected)),
            (good, "Goodword", actions.read(good.standin, people, channel, name, expected)),
        )


async def writes(place: Place, good: Subject, floor: Subject, cards: Subject) -> None:
    """Measure submitting and accepting while the stand-in holds back the outbox's messages; then measure the outbox."""
    people, who = place.people, ("floor", "floor with the card", "Goodword")
    subjects, paths = (floor, cards, good), [place.folder / f"{name}.db" for name in ("floor", "cards", "good")]
    form = await good.standin.slash(people[0], "refer", member=people[1])
    refers = [actions.Refers(people, place.channel, form) for _ in subjects]
    good.standin.hold()
    right = ("ok", GIVEN, GIVEN)
    await compare(place, *zip(subjects, who, [each.action(text) for each, text in zip(refers, right, strict=True)], strict=True))
    made = [each.rows(path) for each, path in zip(refers, paths, strict=True)]
    assert {state for rows in made for _, state, _ in rows} == {"open"}
    await drain(place, good, "refer")

    shown = actions.cards(good.standin, people, made[-1])
    copies = [
        actions.copied_cards(each.standin, people, shown[0][1], rows) for each, rows in zip((floor, cards), made[:2], strict=True)
    ]
    accepts = [actions.Accepts(people, each) for each in (*copies, shown)]
    good.standin.hold()
    right = ("ok", actions.DOMAIN, actions.DOMAIN)
    todo = [each.action(text) for each, text in zip(accepts, right, strict=True)]
    await compare(place, *zip(subjects, who, todo, strict=True), prepared=len(shown))
    for each, path in zip(accepts, paths, strict=True):
        each.check(path)
    await drain(place, good, "accept")

    more = actions.Refers(people, place.channel, form)
    times = await paced(good, more.action(GIVEN), place.options.seconds)
    left = waiting(paths[-1])
    shares = ", ".join(f"{percentile(times, share):.1f}" for share in (0.5, 0.95, 0.99))
    place.say(f"refer at 50/s while the outbox delivers: p50, p95, p99 {shares} ms; {left} messages of {2 * len(times)} left")
    await drain(place, good, "refer at 50/s")


async def drain(place: Place, good: Subject, after: str) -> None:
    """Release the held messages, and measure how long the outbox takes."""
    path = place.folder / "good.db"
    rows, asked = waiting(path), len(good.standin.requests)
    cpu, began = good.process.cpu, time.monotonic()
    good.standin.let_go()
    while waiting(path):  # noqa: ASYNC110 - another process empties it
        await asyncio.sleep(0.02)
    seconds = time.monotonic() - began
    spent = (good.process.cpu - cpu) * 1000
    requests = len(good.standin.requests) - asked
    place.say(
        f"outbox after {after}: {rows} rows in {seconds:.1f} s, {rows / max(seconds, 0.001):.0f} rows/s,"
        f" {requests / max(seconds, 0.001):.0f} requests/s, {spent / max(rows, 1):.2f} CPU ms a row"
    )


async def memory(place: Place) -> None:
    """Measure resident memory with 1,000 more servers of eight channels and five roles each."""
    for _ in range(1000):
        guild = place.good.add_guild("Group")
        for n in range(8):
            place.good.add_channel(guild, f"channel-{n}")
        for n in range(5):
            place.good.add_role(guild, f"Role {n}")
    for name, standin, start in (("Goodword", place.good, place.bot), ("bare bot", place.floor, place.bare_bot)):
        before = standin.gateway.identifies
        process = start()
        try:
            await standin.connected(before + 1)
            first = "me" if name == "Goodword" else "ping"
            action = actions.read(standin, place.people, place.channel, first, "My activity" if first == "me" else "ok")
            for _ in range(30):
                await action.once(standin)
            await asyncio.sleep(3)
            place.say(f"{name}: {process.mebibytes:.0f} MiB resident with {len(standin.guilds)} groups")
        finally:
            process.stop()


async def main(options: argparse.Namespace) -> None:
    async with opened(options) as place:
        found: dict[str, Any] = await recorded(place)
        (place.folder / "recorded.json").write_text(json.dumps(found), encoding="utf-8")
        await start_times(place)
        processes = []
        try:
            subjects = []
            starts = ((place.good, place.bot), (place.floor, place.bare_bot), (place.cards, place.bare_bot_with_cards))
            for standin, start in starts:
                before = standin.gateway.identifies
                processes.append(start())
                await standin.connected(before + 1)
                subjects.append(Subject(standin, processes[-1]))
            place.say("| | | 1/s | 32/s | CPU ms at 1 | CPU ms at 32 | p50 | p95 | p99 | MiB |")
            place.say("|---|---|---|---|---|---|---|---|---|---|")
            await reads(place, *subjects)
            await writes(place, *subjects)
        finally:
            for process in processes:
                process.stop()
        await memory(place)
        assert place.good.violations == place.floor.violations == place.cards.violations == []


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=1500, help="interactions with 32 in flight; a fifth of it with one")
    parser.add_argument("--seconds", type=float, default=20.0, help="how long 50 a second are kept up")
    asyncio.run(main(parser.parse_args()))
