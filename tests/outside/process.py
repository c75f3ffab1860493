"""The bot's process, as its operator has it: started, stopped, killed, its output read."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tests.standin import Standin

ROOT = Path(__file__).parents[2]
LAUNCH = ROOT / "tests" / "outside" / "launch.py"


@dataclass
class Warm:
    """A process that has loaded everything and waits to be told where to run."""

    process: asyncio.subprocess.Process
    output: Path


@dataclass
class Operator:
    """Runs the bot on one store against one stand-in. `close` ends whatever still runs."""

    standin: Standin
    folder: Path
    level: str = "DEBUG"
    ready: list[Warm] = field(default_factory=list)
    started: list[Bot] = field(default_factory=list)
    _count: int = 0

    @property
    def store(self) -> Path:
        return self.folder / "goodword.db"

    async def warm_up(self) -> None:
        """Have one more process ready."""
        self.ready.append(await self._load())

    async def start(self, *, connects: bool = True) -> Bot:
        """Start the bot, and wait until Discord knows it."""
        identified = self.standin.gateway.identifies
        warm = self.ready.pop(0) if self.ready else await self._load()
        bot = Bot(self, warm.process, warm.output)
        self.started.append(bot)
        environment = {
            "STANDIN_API": self.standin.url,
            "STANDIN_GATEWAY": self.standin.gateway_url,
            "GOODWORD_TOKEN": self.standin.token,
            "GOODWORD_DATABASE__URL": f"sqlite:///{self.store}",
            "GOODWORD_LOG__LEVEL": self.level,
        }
        assert warm.process.stdin is not None
        warm.process.stdin.write((json.dumps(environment) + "\n").encode())
        await warm.process.stdin.drain()
        if connects:
            connected = asyncio.create_task(self.standin.connected(identified + 1))
            ended = asyncio.create_task(bot.process.wait())
            await asyncio.wait({connected, ended}, return_when=asyncio.FIRST_COMPLETED)
            assert bot.process.returncode is None, f"the bot ended with {bot.process.returncode}:\n{bot.output()}"
            ended.cancel()
            await connected
        return bot

    def output(self) -> str:
        """What all processes so far wrote."""
        return "".join(bot.output() for bot in self.started)

    async def close(self) -> None:
        for process in [*(warm.process for warm in self.ready), *(bot.process for bot in self.started)]:
            if process.returncode is None:
                process.kill()
            await process.wait()

    async def _load(self) -> Warm:
        self._count += 1
        output = self.folder / f"output-{self._count}.txt"
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
        with output.open("wb") as file:
            process = await asyncio.create_subprocess_exec(
                sys.executable,
                str(LAUNCH),
                cwd=self.folder,
                env=environment | {"PYTHONPATH": str(ROOT)},
                stdin=asyncio.subprocess.PIPE,
                stdout=file,
                stderr=file,
            )
        return Warm(process, output)


@dataclass
class Bot:
    """One process."""

    operator: Operator
    process: asyncio.subprocess.Process
    path: Path

    def output(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="surrogateescape")

    async def stop(self, within: float = 10.0) -> int:
        """Ask it to end; its exit code."""
        self.process.send_signal(signal.SIGTERM)
        return await self.ended(within)

    async def kill(self) -> None:
        self.process.kill()
        await self.process.wait()

    async def ended(self, within: float = 10.0) -> int:
        async with asyncio.timeout(within):
            return await self.process.wait()
