"""systemd's part: a unit's process, started as the unit says, and stopped."""

from __future__ import annotations

import asyncio
import os
import shlex
import shutil
import signal
import socket
from typing import TYPE_CHECKING

from tests.patience import PATIENCE, until

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

Unit = dict[str, dict[str, list[str]]]


def parse(text: str) -> Unit:
    """Sections, keys and all values of each key (systemd.syntax(7)); ConfigParser knows no repeated keys."""
    unit: Unit = {}
    section: dict[str, list[str]] = {}
    for line in text.splitlines():
        stripped = line.strip()
        if not stripped or stripped[0] in "#;":
            continue
        if stripped.startswith("["):
            section = unit.setdefault(stripped[1:-1], {})
        else:
            key, separator, value = stripped.partition("=")
            assert separator, line
            section.setdefault(key, []).append(value)
    return unit


class Service:
    """A process with its output in a file. `user`: the number of its user and group; None for that of the tests."""

    def __init__(self, output: Path, user: int | None) -> None:
        self.output = output
        self._user = user
        self._process: asyncio.subprocess.Process | None = None
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)

    @property
    def runs(self) -> bool:
        return self._process is not None and self._process.returncode is None

    def said(self) -> str:
        return self.output.read_text(encoding="utf-8") if self.output.exists() else ""

    async def start(self, unit: Unit, environment: Mapping[str, str], folder: Path) -> None:
        """Start it as the unit says, and wait until it tells READY=1 (`Type=notify`). `folder` is for its credentials and socket."""
        service = unit["Service"]
        credentials = folder / "credentials"
        shutil.rmtree(credentials, ignore_errors=True)
        credentials.mkdir()
        for name, path in (each.split(":") for each in service["LoadCredential"]):
            shutil.copy(path, credentials / name)
        own = dict(each.replace("%d", str(credentials)).split("=", 1) for each in service["Environment"])
        self._give(credentials)
        notify = folder / "notify"
        notify.unlink(missing_ok=True)
        self._listening.close()
        self._listening = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
        self._listening.bind(str(notify))
        self._listening.setblocking(False)
        notify.chmod(0o777)
        own |= {"NOTIFY_SOCKET": str(notify), "WATCHDOG_USEC": "300000000"}
        words = shlex.split(service["ExecStart"][0])
        await self.spawn(words, dict(environment) | own, service["WorkingDirectory"][0])
        await until(lambda: not self.runs or b"READY=1" in _received(self._listening), "READY=1")
        assert self.runs, self.said()

    async def spawn(self, words: list[str], environment: Mapping[str, str], folder: str) -> None:
        assert not self.runs, "it runs already"
        with self.output.open("ab") as output:
            self._process = await asyncio.create_subprocess_exec(
                *words,
                cwd=folder,
                env=environment,
                stdin=asyncio.subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                **({} if self._user is None else {"user": self._user, "group": self._user, "extra_groups": []}),
            )

    async def stop(self) -> None:
        """SIGTERM; it has to end with 0."""
        if self._process is not None and self.runs:
            self._process.send_signal(signal.SIGTERM)
            code = await asyncio.wait_for(self._process.wait(), PATIENCE)
            assert code == 0, self.said()

    async def close(self) -> None:
        self._listening.close()
        if self._process is not None and self.runs:
            self._process.kill()
            await self._process.wait()

    def _give(self, folder: Path) -> None:
        for path in (folder, *folder.iterdir()):
            path.chmod(0o500 if path.is_dir() else 0o400)
            if self._user is not None:
                os.chown(path, self._user, self._user)


def _received(listening: socket.socket) -> bytes:
    try:
        return listening.recv(4096)
    except BlockingIOError:
        return b""
