"""The environment of one run: the group, a stand-in for each bot, and the folder of their stores."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from benchmarks import needs
from benchmarks.driver import ROOT, Bench, Process, Subject
from benchmarks.seed import KEY_TEXT, Plan, seed

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

    from benchmarks.figures import Report
    from tests.standin import Channel, User

SEED = "from benchmarks.seed import Plan, seed; asyncio.run(seed(Path(sys.argv[1]), [Plan(**json.loads(sys.argv[2]))]))"
MEMBERS, HISTORY = 30, 300
GOODWORD = "Goodword"
FLOORS = {"ready card": "card", "views": "views", "“ok”": "ok"}
"""The floors by name, with the way in which each answers (see `baseline`)."""
BESIDE = "Goodword before"
"""Goodword from another checkout."""


@dataclass
class Place:
    """The same group in every bot's stand-in, and a folder with a store for each bot."""

    folder: Path
    benches: dict[str, Bench]
    people: list[User]
    channel: Channel
    plan: Plan
    beside: Path | None
    """The other checkout, where one is measured too."""
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
        return self.folder / f"{FLOORS.get(name, name).replace(' ', '-')}.db"

    @property
    def names(self) -> list[str]:
        """Goodword, the other Goodword where there is one, and the floors."""
        return [GOODWORD, *([BESIDE] if self.beside else []), *FLOORS]

    async def started(self, name: str) -> Subject:
        """The bot of that name, connected."""
        bench = self.bench(name)
        before = bench.gateway.identifies
        process = self._floor(name) if name in FLOORS else self.bot(self.store(name), name)
        await bench.connected(before + 1)
        return Subject(name, bench, process, self.store(name))

    def bot(self, store: Path, name: str = GOODWORD, **environment: str) -> Process:
        tree = self.beside if name == BESIDE and self.beside else ROOT
        addresses = {"GOODWORD_DATABASE__URL": f"sqlite:///{store}", "GOODWORD_STORE__KEY": KEY_TEXT}
        return Process.start_in(tree, self.bench(name), "bot", "run", **addresses, **environment)

    def _floor(self, name: str) -> Process:
        how = {"FLOOR_STORE": str(self.store(name)), "FLOOR_ANSWER": FLOORS[name]}
        return Process.start(self.bench(name), "benchmarks.baseline", FLOOR_RECORDED=str(self.recording), **how)


@asynccontextmanager
async def opened(report: Report, beside: Path | None = None, members: int = MEMBERS) -> AsyncIterator[Place]:
    """A group with a year's referrals in all stand-ins, and its stores; `beside` is another checkout to measure too.

    In a group of another size than MEMBERS profiles are sealed, as members' own are.
    """
    async with AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="goodword-bench-")))
        benches = {name: await stack.enter_async_context(Bench.open()) for name in (GOODWORD, BESIDE, *FLOORS)}
        good = benches[GOODWORD]
        guild = good.add_guild("Vila Boa")
        channel = good.add_channel(guild, "referrals")
        people = [good.add_member(guild, f"Member {n}") for n in range(members)]
        for each in benches.values():
            each.bot, each.token, each.guilds, each.users = good.bot, good.token, good.guilds, good.users
            each.channels[channel.id] = channel
        names, ids = tuple(user.name for user in people), tuple(user.id for user in people)
        plan = Plan(guild.id, ids, HISTORY, readable=True, names=names, channel_id=channel.id, sealed=members != MEMBERS)
        place = Place(folder, benches, people, channel, plan, beside, report)
        await seed(place.store(GOODWORD), [plan])
        if beside is not None:
            _seed_by(beside, place.store(BESIDE), plan)
        for name in [GOODWORD, BESIDE] if beside else [GOODWORD]:
            needs.post(place.store(name), plan, [needs.KINDS[n % len(needs.KINDS)] for n in range(needs.OPEN)], 1)
        for copy in map(place.store, FLOORS):
            shutil.copyfile(place.store(GOODWORD), copy)
        yield place
        assert not [each.violations for each in benches.values() if each.violations]


def _seed_by(tree: Path, store: Path, plan: Plan) -> None:
    """Fill a store by the other checkout's code, which makes its own tables."""
    code = f"import asyncio, json, sys; from pathlib import Path; {SEED}"
    command = [sys.executable, "-c", code, str(store), json.dumps(asdict(plan))]
    subprocess.run(command, cwd=tree, env=os.environ | {"PYTHONPATH": str(tree)}, check=True)
