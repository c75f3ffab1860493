"""The bot's process, as its operator sees it: started, stopped, killed, its output read."""

from __future__ import annotations

import asyncio
import json
import os
import signal
import subprocess
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path
from threading import Condition, Thread
from typing import TYPE_CHECKING

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from tests.standin import Standin

ROOT = Path(__file__).parents[2]
LAUNCH = ROOT / "tests" / "outside" / "launch.py"


class Launcher:
    """Starts processes by `launch`, which it runs; a thread reads what `launch` says, so that many can wait at once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._said = Condition()
        self._started: list[int] = []
        self._exit_codes: dict[int, int] = {}
        environment = {name: value for name, value in os.environ.items() if not name.startswith("GOODWORD_")}
        self._launch = subprocess.Popen(
            [sys.executable, str(LAUNCH)],
            cwd=folder,
            env=environment | {"PYTHONPATH": str(ROOT)},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
            bufsize=1,
        )
        self._reader = Thread(target=self._read, name="reads what was launched")
        self._reader.start()

    def start(self, environment: dict[str, str]) -> Process:
        assert self._launch.stdin is not None
        with self._said:
            earlier = len(self._started)
            output = self._folder / f"output-{earlier}.txt"
            self._launch.stdin.write(json.dumps({"output": str(output), "environment": environment}) + "\n")
            assert self._said.wait_for(lambda: len(self._started) > earlier, PATIENCE), "the launcher started nothing"
            return Process(self, self._started[-1], output)

    def exit_code(self, pid: int, within: float) -> int | None:
        """Wait for a process's exit code; None where it still runs after `within` seconds."""
        with self._said:
            self._said.wait_for(lambda: pid in self._exit_codes, within)
            return self._exit_codes.get(pid)

    def close(self) -> None:
        assert self._launch.stdin is not None
        assert self._launch.stdout is not None
        self._launch.stdin.close()
        self._launch.wait(PATIENCE)
        self._reader.join(PATIENCE)
        self._launch.stdout.close()

    def _read(self) -> None:
        assert self._launch.stdout is not None
        for line in self._launch.stdout:
            pid, *exit_code = map(int, line.split())
            with self._said:
                if exit_code:
                    self._exit_codes[pid] = exit_code[0]
                else:
                    self._started.append(pid)
                self._said.notify_all()


@dataclass
class Process:
    """A bot's process, and the file with its output."""

    launcher: Launcher
    pid: int
    path: Path

    def output(self) -> str:
        return self.path.read_text(encoding="utf-8", errors="surrogateescape") if self.path.exists() else ""

    async def says(self, text: str) -> None:
        """Wait until its output contains `text`."""
        until = time.monotonic() + PATIENCE
        while text not in self.output():
            assert self.launcher.exit_code(self.pid, 0) is None, f"it ended without saying {text!r}:\n{self.output()}"
            assert time.monotonic() < until, f"waited {PATIENCE:g} s in vain for {text!r}:\n{self.output()}"
            await asyncio.sleep(0.05)  # a file sends no event

    async def stop(self) -> int:
        """Send SIGTERM; returns the exit code."""
        os.kill(self.pid, signal.SIGTERM)
        return await self.ended()

    async def ended(self) -> int:
        code = await asyncio.to_thread(self.launcher.exit_code, self.pid, PATIENCE)
        assert code is not None, f"it still runs after {PATIENCE:g} s:\n{self.output()}"
        return code

    def kill(self) -> None:
        """Send SIGKILL, if it still runs."""
        if self.launcher.exit_code(self.pid, 0) is None:
            os.kill(self.pid, signal.SIGKILL)
            assert self.launcher.exit_code(self.pid, PATIENCE) is not None, "it was killed, and nobody said that it ended"


@dataclass
class Operator:
    """Starts the bot on one store against one stand-in."""

    standin: Standin
    launcher: Launcher
    store: Path
    started: list[Process] = field(default_factory=list)
    settings: dict[str, str] = field(default_factory=dict)
    """Environment variables of every process."""

    @property
    def bot(self) -> Process:
        """The process that was started last."""
        return self.started[-1]

    def begin(self, **environment: str) -> Process:
        """Start the bot without waiting for it."""
        process = self.launcher.start(
            {
                "STANDIN_API": self.standin.url,
                "STANDIN_GATEWAY": self.standin.gateway_url,
                "GOODWORD_TOKEN": self.standin.token,
                "GOODWORD_DATABASE__URL": f"sqlite:///{self.store}",
                "GOODWORD_LOG__LEVEL": "DEBUG",
                "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true",
            }
            | self.settings
            | environment
        )
        self.started.append(process)
        return process

    async def start(self, **environment: str) -> Process:
        """Start the bot, and wait until it has identified."""
        identified = self.standin.gateway.identifies
        process = self.begin(**environment)
        try:
            await self.standin.connected(identified + 1)
        except AssertionError as late:
            raise AssertionError(f"{late}; exit code {self.launcher.exit_code(process.pid, 0)}:\n{process.output()}") from None
        return process

    def output(self) -> str:
        """The output of all processes so far."""
        return "".join(process.output() for process in self.started)

    def close(self) -> None:
        """Kill all processes that still run."""
        for process in self.started:
            process.kill()
