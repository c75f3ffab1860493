"""The environment of one run: the group, a stand-in for each bot, and the folder of their stores."""

from __future__ import annotations

import shutil
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks.driver import Bench, Process, Subject
from benchmarks.seed import KEY_TEXT, Plan, seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.figures import Report
    from tests.standin import Channel, User

MEMBERS, HISTORY = 30, 300
GOODWORD = "Goodword"
FLOORS = {"ready card": "card", "views": "views", "“ok”": "ok"}
"""The floors by name, with the way in which each answers (see `baseline`)."""
NAMES = (GOODWORD, *FLOORS)


@dataclass
class Place:
    """The same group in every bot's stand-in, and a folder with a store for each bot."""

    folder: Path
    benches: dict[str, Bench]
    people: list[User]
    channel: Channel
    plan: Plan
    report: Report
    messages: dict[str, int] = field(default_factory=dict)
    """The number of messages of each command's answer."""

    def bench(self, name: str) -> Bench:
        return self.benches[name]

    @property
    def recording(self) -> Path:
        """The file of what the floors repeat, which `recording.record` writes."""
        return self.folder / "recorded.json"

    def store(self, name: str) -> Path:
        return self.folder / f"{FLOORS.get(name, 'good')}.db"

    async def started(self, name: str) -> Subject:
        """The bot of that name, connected."""
        bench = self.bench(name)
        before = bench.gateway.identifies
        process = self.bot(self.store(name)) if name == GOODWORD else self._floor(name)
        await bench.connected(before + 1)
        return Subject(name, bench, process, self.store(name))

    def bot(self, store: Path, **environment: str) -> Process:
        addresses = {"GOODWORD_DATABASE__URL": f"sqlite:///{store}", "GOODWORD_STORE__KEY": KEY_TEXT}
        return Process.start(self.bench(GOODWORD), "bot", "run", **addresses, **environment)

    def _floor(self, name: str) -> Process:
        how = {"FLOOR_STORE": str(self.store(name)), "FLOOR_ANSWER": FLOORS[name]}
        return Process.start(self.bench(name), "benchmarks.baseline", FLOOR_RECORDED=str(self.recording), **how)


@asynccontextmanager
async def opened(report: Report, members: int = MEMBERS, history: int = HISTORY) -> AsyncIterator[Place]:
    """A group with a year's referrals in all stand-ins, and its stores."""
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-")))
        benches = {name: await stack.enter_async_context(Bench.open()) for name in NAMES}
        good = benches[GOODWORD]
        guild = good.add_guild("Vila Boa")
        channel = good.add_channel(guild, "referrals")
        people = [good.add_member(guild, f"Member {n}") for n in range(members)]
        for each in benches.values():
            each.bot, each.token, each.guilds, each.users = good.bot, good.token, good.guilds, good.users
            each.channels[channel.id] = channel
        names, ids = tuple(user.name for user in people), tuple(user.id for user in people)
        plan = Plan(guild.id, ids, history, readable=True, names=names, channel_id=channel.id)
        place = Place(folder, benches, people, channel, plan, report)
        await seed(place.store(GOODWORD), [plan])
        for copy in map(place.store, FLOORS):
            shutil.copyfile(place.store(GOODWORD), copy)
        yield place
        assert not [each.violations for each in benches.values() if each.violations]
