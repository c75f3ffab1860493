"""Deliveries at Discord's limit: the weekly digests of 2,000 groups, due in one minute, and one urgent message among them.

Run it with `make bench`, or `python benchmarks/deliveries.py --help`. Results are in `README.md`.
"""

from __future__ import annotations

import asyncio
import json
import signal
import sqlite3
import sys
import tempfile
import time
from collections import Counter
from contextlib import AsyncExitStack, closing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Any

from aiohttp import web

sys.path.insert(0, str(Path(__file__).parents[1]))

from benchmarks.actions import CLIENT
from benchmarks.driver import Bench, Process
from benchmarks.figures import Report, parser
from benchmarks.seed import KEY_TEXT, Plan, seed
from tests.standin import Permission

if TYPE_CHECKING:
    import argparse
    from collections.abc import Awaitable, Callable

    from tests.standin import Channel, User

PEOPLE, HISTORY = 10, 60
ALLOWED = 50
"""Requests a second that the stand-in allows, by a token bucket of that size; responses to interactions are not counted."""
LATENCY = 0.15
"""Seconds that the stand-in takes for a request."""
HURRY_AFTER = 5.0
"""Seconds from the minute's start to the urgent message."""


class Strict(Bench):
    """A stand-in that answers after LATENCY, and with 429 beyond ALLOWED."""

    def __init__(self) -> None:
        super().__init__()
        self.times: list[float] = []
        self.refused = 0
        self._left, self._counted_at = float(ALLOWED), time.monotonic()

    @web.middleware
    async def _meet(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        now = time.monotonic()
        if request.method == "POST" and "/channels" in request.path:
            self._left = min(ALLOWED, self._left + (now - self._counted_at) * ALLOWED)
            self._counted_at = now
            if self._left < 1:
                self.refused += 1
                body = {"message": "You are being rate limited.", "retry_after": 1.0, "global": True}
                headers = {"Via": "1.1 stand-in", "Retry-After": "1", "X-RateLimit-Scope": "global"}
                return web.json_response(body, status=429, headers=headers)
            self._left -= 1
            self.times.append(now)
            await asyncio.sleep(LATENCY)
        return await super()._meet(request, handler)


def fall_due(store: Path, groups: list[int], due: datetime) -> None:
    """Schedule every group's digest for that minute."""
    year, week, day = due.isocalendar()
    micros = int(due.timestamp()) * 1_000_000
    with closing(sqlite3.connect(store)) as connection, connection:
        settings = (day - 1, f"{due:%H:%M}")
        connection.execute("UPDATE groups SET digest_on = 1, digest_day = ?, digest_time = ?", settings)
        connection.executemany(
            "INSERT INTO jobs (group_id, kind, key, due_at, not_before) VALUES (?, 'digest', ?, ?, ?)",
            [(group, f"digest:{group}:{year}-W{week:02}", micros, micros) for group in groups],
        )


async def goodword(report: Report, standin: Strict, folder: Path, channels: list[Channel], people: list[User]) -> None:
    """Measure Goodword: all digests, and a referral after HURRY_AFTER seconds."""
    groups = [channel.guild.id for channel in channels if channel.guild is not None]
    names, ids = tuple(user.name for user in people), tuple(user.id for user in people)
    plans = [
        Plan(group, ids if n == 0 else tuple(range(1, PEOPLE + 1)), HISTORY, n == 0, names if n == 0 else (), channel.id)
        for n, (group, channel) in enumerate(zip(groups, channels, strict=True))
    ]
    store = folder / "good.db"
    await seed(store, plans)
    due = (datetime.now(UTC) + timedelta(seconds=85)).replace(second=0, microsecond=0)
    fall_due(store, groups, due)
    process = Process.start(standin, "bot", "run", GOODWORD_DATABASE__URL=f"sqlite:///{store}", GOODWORD_STORE__KEY=KEY_TEXT)
    try:
        await standin.connected()
        await asyncio.sleep(due.timestamp() - time.time() - 1)
        memory, cpu = [process.mebibytes], process.cpu
        await asyncio.sleep(1 + HURRY_AFTER)
        form = await standin.slash(people[0], "refer", member=people[1], channel=channels[0])
        began = time.monotonic()
        await standin.submit(people[0], form, CLIENT)
        await standin.message_in(standin.direct_channel(people[1]), CLIENT["prospect"])
        report.say(f"- a referral's card beside them: {time.monotonic() - began:.2f} s after it was sent")
        while not all(channel.messages for channel in channels):
            await asyncio.sleep(1)
            memory.append(process.mebibytes)
        await asyncio.sleep(2)
        spent = (process.cpu - cpu) * 1000 / len(channels)
    finally:
        process.stop()
    seconds = standin.times[-1] - standin.times[0]
    rate = (len(standin.times) - 1) / seconds
    posted = [len([message for message in channel.messages if "Good words" in message.text]) for channel in channels]
    assert posted == [1] * len(channels), "each group has its news once"
    each_second = Counter(int(moment - standin.times[0]) for moment in standin.times)
    report.say(
        f"- {len(channels)} groups: {rate:.1f} requests/s for {seconds:.0f} s, {rate / ALLOWED:.0%} of what Discord allows,"
        f" {median(each_second.values())} in the median second;"
        f" {standin.refused} came too fast; {spent:.2f} CPU ms a group, composing included"
    )
    before, first, *_, last = memory
    report.say(
        f"- resident, MiB: {before:.0f} before, {first:.0f} after {HURRY_AFTER:g} s, {max(memory):.0f} at most, {last:.0f} at the end"
    )


async def bare(report: Report, standin: Bench, folder: Path, channels: list[Channel]) -> None:
    """Measure the floor: as many plain messages, as fast as possible."""
    file = folder / "channels.json"
    file.write_text(json.dumps([channel.id for channel in channels]), encoding="utf-8")
    process = Process.start(standin, "benchmarks.sender", SENDER_CHANNELS=str(file))
    try:
        await standin.connected()
        await asyncio.sleep(2)
        cpu = process.cpu
        process.popen.send_signal(signal.SIGUSR1)
        while not all(channel.messages for channel in channels):  # noqa: ASYNC110 - another process fills them
            await asyncio.sleep(0.2)
        report.say(f"- bare bot: {(process.cpu - cpu) * 1000 / len(channels):.2f} CPU ms a plain message")
    finally:
        process.stop()


def populate(standin: Bench, count: int) -> tuple[list[Channel], list[User]]:
    guilds = [standin.add_guild(f"Group {n}") for n in range(count)]
    channels = [standin.add_channel(guild, "news") for guild in guilds]
    return channels, [standin.add_member(guilds[0], f"Member {n}") for n in range(PEOPLE)]


async def main(options: argparse.Namespace) -> None:
    report = Report(options.markdown)
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-")))
        floor, strict = await stack.enter_async_context(Bench.open()), await stack.enter_async_context(Strict.open())
        channels, _ = populate(floor, options.groups)
        await bare(report, floor, folder, channels)
        channels, people = populate(strict, options.groups)
        for channel in channels if options.plain else ():
            channel.denied = Permission.ATTACH_FILES
        await goodword(report, strict, folder, channels, people)
        assert floor.violations == strict.violations == []


if __name__ == "__main__":
    arguments = parser(__doc__)
    arguments.add_argument("--groups", type=int, default=2000)
    arguments.add_argument("--plain", action="store_true", help="where nothing may be attached, so that no picture is drawn")
    asyncio.run(main(arguments.parse_args()))
