"""Drives a bot with interactions, as fast as it answers or fifty a second, and measures what its process uses."""

from __future__ import annotations

import asyncio
import base64
import gc
import json
import os
import re
import signal
import subprocess
import sys
import time
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from aiohttp import web

from tests.standin import Reply, Standin

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable, Iterator

ROOT = Path(__file__).parents[1]
LAUNCH = Path("benchmarks", "launch.py")
PATIENCE = 60.0
"""Seconds to wait for an answer."""
ANSWER = re.compile(r"/(interactions|webhooks)/\d+/[^/]+(.*)")
PAGE_MIB = os.sysconf("SC_PAGE_SIZE") / 2**20


class Bench(Standin):
    """The tests' stand-in, which wakes only the task whose reply has come, and can hold back messages to channels."""

    acknowledge_within = PATIENCE
    """Seconds: what is acknowledged later than Discord allows is measured, not refused."""

    def __init__(self) -> None:
        super().__init__()
        self._waiting: dict[Reply, tuple[asyncio.Future[None], Callable[[Reply], bool]]] = {}
        self._let_go = asyncio.Event()
        self._let_go.set()
        self.answers: list[dict[str, Any]] | None = None
        """The requests that answer interactions, as the floors repeat them; None while they are not kept."""

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
        response = await super()._meet(request, handler)
        if self.answers is not None and (found := ANSWER.search(request.path)):
            self.answers.append(await _kept(request, found))
        return response


async def _kept(request: web.Request, found: re.Match[str]) -> dict[str, Any]:
    """A request that answers an interaction, with its files in base64."""
    files: list[tuple[str, str]] = []
    if request.content_type == "multipart/form-data":
        form = await request.post()
        for part in form.values():
            if isinstance(part, web.FileField):
                part.file.seek(0)
                files.append((part.filename, base64.b64encode(part.file.read()).decode()))
        body = json.loads(str(form["payload_json"]))
    else:
        body = await request.json()
    path = f"/{found[1]}/{{webhook_id}}/{{webhook_token}}{found[2]}"
    return {
        "method": request.method,
        "path": path,
        "query": dict(request.query),
        "body": body,
        "files": files,
    }


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


def _parent(stat: Path) -> int:
    """The parent's id in a `stat` of /proc, after the name in parentheses; 0 where the process has ended."""
    try:
        return int(stat.read_text(encoding="ascii", errors="replace").rpartition(")")[2].split()[1])
    except OSError:
        return 0


def resident(pid: int) -> float:
    return int(Path(f"/proc/{pid}/statm").read_text(encoding="ascii").split()[1]) * PAGE_MIB


def proportional(pid: int) -> float:
    """MiB of the process where a page that n processes share counts as an n-th (PSS)."""
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text(encoding="ascii").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


@dataclass
class Process:
    """A bot's process, measured by /proc (proc(5))."""

    popen: subprocess.Popen[bytes]
    started: float

    @classmethod
    def start(cls, standin: Standin, *command: str, **environment: str) -> Process:
        """Start a module, with its arguments, against the stand-in."""
        return cls.start_in(ROOT, standin, *command, **environment)

    @classmethod
    def start_in(cls, tree: Path, standin: Standin, *command: str, **environment: str) -> Process:
        """Start a module of another checkout."""
        # Without compiled files every start would compile all of it, which takes a second and some MiB.
        unwanted = ("GOODWORD_", "PYTHONDONTWRITEBYTECODE")
        kept = {name: value for name, value in os.environ.items() if not name.startswith(unwanted)}
        addresses = {"STANDIN_API": standin.url, "STANDIN_GATEWAY": standin.gateway_url, "GOODWORD_TOKEN": standin.token}
        fixed = {"GOODWORD_LOG__LEVEL": "WARNING", "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true", "PYTHONPATH": str(tree)}
        environment = kept | addresses | fixed | environment
        started = time.monotonic()
        return cls(subprocess.Popen([sys.executable, str(tree / LAUNCH), *command], env=environment, cwd=tree), started)

    @property
    def family(self) -> list[int]:
        """The ids of the process and of those that it started and that still live."""
        parents = {int(stat.parent.name): _parent(stat) for stat in Path("/proc").glob("[0-9]*/stat")}
        found = [self.popen.pid]
        for pid in found:
            found += [child for child, parent in parents.items() if parent == pid]
        return found

    @property
    def cpu(self) -> float:
        """CPU time of the family's living threads, in seconds, from `schedstat`, which has nanoseconds; `stat` has hundredths of a second."""
        tasks = [task for pid in self.family for task in Path(f"/proc/{pid}/task").iterdir()]
        return sum(int((task / "schedstat").read_text(encoding="ascii").split()[0]) for task in tasks) / 1e9

    @property
    def mebibytes(self) -> float:
        """Resident memory of the process itself in MiB."""
        return resident(self.popen.pid)

    @property
    def helpers(self) -> float:
        """Resident memory of the processes that it started, in MiB."""
        return sum(map(resident, self.family[1:]))

    def stop(self) -> None:
        self.popen.send_signal(signal.SIGTERM)
        with suppress(subprocess.TimeoutExpired):
            self.popen.wait(10)
        self.popen.kill()
        self.popen.wait()


@dataclass
class Subject:
    """A measured bot's name and process, the stand-in that it is connected to, and its store."""

    name: str
    standin: Bench
    process: Process
    store: Path


@dataclass(frozen=True, slots=True)
class Load:
    """The result of a load: interactions a second, and the bot's CPU milliseconds for each."""

    rate: float
    cpu_ms: float


@contextmanager
def undisturbed() -> Iterator[None]:
    """Without garbage collections of this process, which holds all that was ever sent: they would count as the bot's delay."""
    gc.collect()
    gc.freeze()
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


async def flood(subject: Subject, action: Action, count: int, in_flight: int) -> Load:
    """Repeat an action `count` times with `in_flight` at once."""
    left = iter(range(count))

    async def person() -> None:
        for _ in left:
            await action.once(subject.standin)

    with undisturbed():
        began, cpu = time.monotonic(), subject.process.cpu
        await asyncio.gather(*(person() for _ in range(in_flight)))
        seconds = time.monotonic() - began
        return Load(count / seconds, (subject.process.cpu - cpu) * 1000 / count)


async def paced(subject: Subject, action: Action, count: int, rate: int = 50) -> list[float]:
    """Repeat an action at a fixed rate; returns the milliseconds to each acknowledgement, sorted."""
    loop = asyncio.get_running_loop()
    with undisturbed():
        began, tasks = loop.time() + 0.05, list[asyncio.Task[float]]()
        for n in range(count):
            await asyncio.sleep(began + n / rate - loop.time())
            tasks.append(asyncio.create_task(action.once(subject.standin)))
        return sorted([second * 1000 for second in await asyncio.gather(*tasks)])
