"""Drives a bot with interactions, as fast as it answers or fifty a second, and measures what its process uses."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.standin import Reply, Standin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable

ROOT = Path(__file__).parents[1]
LAUNCH = Path(__file__).with_name("launch.py")
PATIENCE = 15.0
"""Seconds to wait for an answer."""
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20


class Bench(Standin):
    """The tests' stand-in, which wakes only the task whose reply has come, and can hold back messages to channels."""

    acknowledge_within = 3.0
    """Seconds (https://docs.discord.com/developers/interactions/receiving-and-responding#interaction-callback)."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[Reply, tuple[asyncio.Future[None], Callable[[Reply], bool]]] = {}
        self._let_go = asyncio.Event()
        self._let_go.set()

    def hold(self) -> None:
        """Answer no requests for messages to channels until `let_go`, as a slow Discord."""
        self._let_go.clear()

    def let_go(self) -> None:
        self._let_go.set()

    def notify(self) -> None:
        super().notify()
        for reply, (future, done) in self._waiting.items():
            if not future.done() and done(reply):
                future.set_result(None)

    async def act(self, reply: Reply, data: dict[str, Any], done: Callable[[Reply], bool]) -> Reply:
        """Dispatch an interaction and wait for its answer."""
        self.interactions[reply.token] = reply
        payload = self._interaction(reply, data)
        future = asyncio.get_running_loop().create_future()
        self._waiting[reply] = future, done
        reply.deliveries = 1
        reply.started = time.monotonic()
        try:
            async with asyncio.timeout(PATIENCE):
                assert await self.gateway.dispatch("INTERACTION_CREATE", payload)
                await future
        finally:
            del self._waiting[reply]
        return reply

    @web.middleware
    async def _meet(self, request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]) -> Any:
        if "/channels/" in request.path and not request.path.endswith("/@me/channels"):
            await self._let_go.wait()
        return await super()._meet(request, handler)


@dataclass
class Action:
    """A repeated interaction: how the n-th is made, when it is complete, and whether its answer is right."""

    name: str
    make: Callable[[int], tuple[Reply, dict[str, Any]]]
    right: Callable[[int, Reply], bool]
    done: Callable[[Reply], bool] = lambda reply: reply.answered
    begun: int = 0

    async def once(self, standin: Bench) -> float:
        """Do it once more; returns the seconds until it was acknowledged."""
        n = self.begun
        self.begun += 1
        reply = await standin.act(*self.make(n), self.done)
        assert self.right(n, reply), f"{self.name} {n} was answered: {reply.text}"
        return reply.seconds


@dataclass
class Process:
    """A bot's process, measured by /proc (proc(5))."""

    popen: subprocess.Popen[bytes]
    started: float

    @classmethod
    def start(cls, standin: Standin, *command: str, **environment: str) -> Process:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
        addresses = {"STANDIN_API": standin.url, "STANDIN_GATEWAY": standin.gateway_url, "GOODWORD_TOKEN": standin.token}
        fixed = {"GOODWORD_LOG__LEVEL": "WARNING", "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true", "PYTHONPATH": str(ROOT)}
        environment = kept | addresses | fixed | environment
        started = time.monotonic()
        return cls(subprocess.Popen([sys.executable, str(LAUNCH), *command], env=environment, cwd=ROOT), started)

    @property
    def cpu(self) -> float:
        """CPU time of all living threads, in seconds, from `schedstat`, which has nanoseconds; `stat` has hundredths of a second."""
        tasks = Path(f"/proc/{self.popen.pid}/task").iterdir()
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    @property
    def mebibytes(self) -> float:
        """Resident memory in MiB."""
        return int(Path(f"/proc/{self.popen.pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_MIB

    def stop(self) -> None:
        self.popen.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(10)
        self.popen.kill()
        self.popen.wait()


@dataclass
class Subject:
    """A measured bot's process, and the stand-in that it is connected to."""

    standin: Bench
    process: Process


@dataclass(frozen=True, slots=True)
class Load:
    """The result of a load: interactions a second, and the bot's CPU milliseconds for each."""

    rate: float
    cpu_ms: float


async def flood(subject: Subject, action: Action, count: int, in_flight: int) -> Load:
    """Repeat an action `count` times with `in_flight` at once."""
    left = iter(range(count))

    async def person() -> None:
        for _ in left:
            await action.once(subject.standin)

    began, cpu = time.monotonic(), subject.process.cpu
    await asyncio.gather(*(person() for _ in range(in_flight)))
    seconds = time.monotonic() - began
    return Load(count / seconds, (subject.process.cpu - cpu) * 1000 / count)


async def paced(subject: Subject, action: Action, seconds: float, rate: int = 50) -> list[float]:
    """Repeat an action at a fixed rate; returns the milliseconds to each acknowledgement, sorted."""
    loop = asyncio.get_running_loop()
    began, tasks = loop.time() + 0.05, list[asyncio.Task[float]]()
    for n in range(int(seconds * rate)):
        await asyncio.sleep(began + n / rate - loop.time())
        tasks.append(asyncio.create_task(action.once(subject.standin)))
    return sorted([second * 1000 for second in await asyncio.gather(*tasks)])


def percentile(ordered: list[float], share: float) -> float:
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]
