"""A bare machine in a temporary folder: Goodword's absolute paths lie in it, and its programs are stand-ins that the test answers."""

from __future__ import annotations

import asyncio
import json
import os
import re
import shutil
import subprocess
import sys
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tests.operating.page import ROOT
from tests.operating.service import Service

if TYPE_CHECKING:
    from collections.abc import AsyncIterator, Mapping

    from tests.operating.service import Unit
    from tests.standin import Standin

ADDRESS = "https://example.org/goodword.git"
PATHS = (
    "/opt/goodword",
    "/etc/goodword",
    "/var/lib/goodword",
    "/var/backups/goodword",
    "/usr/local/bin/goodword",
    "/etc/systemd/system",
)
FOLDERS = ("opt", "etc/systemd/system", "var/lib", "var/backups", "usr/local/bin", "home", "programs", "run/postgresql")
SHIPPED = "bot cogs deploy requirements LICENSE Makefile run config.example.toml pyproject.toml .dockerignore".split()
REAL = ("bash", "sh", "env", "cat", "chmod")
"""Programs of every machine, which are called as they are."""
STAND_INS = "sudo apt-get git make useradd install setpriv systemctl journalctl docker createuser createdb psql pg_restore pg_dump".split()
PATH = os.environ["PATH"]
SERVED_BY = 65534
"""The number of the user `goodword`, where the tests run as root and so can become another: nobody's."""
STANDIN = """
import os
import sys

def redirect(event, _):
    http, gateway = sys.modules.get("discord.http"), sys.modules.get("discord.gateway")
    if event == "import" and hasattr(http, "Route") and hasattr(gateway, "DiscordWebSocket"):
        import yarl
        http.Route.BASE = os.environ["STANDIN_API"]
        gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ["STANDIN_GATEWAY"])

if "bot" in sys.orig_argv:
    sys.addaudithook(redirect)
"""
"""sitecustomize of the bot's processes: Discord's addresses are the stand-in's, in those that import discord.py at all."""


@dataclass
class Call:
    """A program that was called: its name and words, by which user, and where."""

    name: str
    words: list[str]
    by: str
    folder: Path


@dataclass
class Answer:
    """What a stand-in does: it prints, and ends with `code`, or becomes the program of `run`."""

    output: str = ""
    error: str = ""
    code: int = 0
    run: list[str] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)


class Machine:
    """`port` is where the bot's health is served."""

    def __init__(self, root: Path, standin: Standin, port: int) -> None:
        self.root = root
        self.standin = standin
        self.port = port
        self.socket = root / "run" / "postgresql" / ".s.PGSQL.5432"
        self.packages: set[str] = set()
        self.users = {"root"}
        self.unit: Unit | None = None
        """As it was when systemd last read it."""
        self.folder = root / "home"
        self.done: list[str] = []
        for name in FOLDERS:
            (root / name).mkdir(parents=True)
        self.user = SERVED_BY if self._can_become_another() else None
        self.service = Service(root / "run" / "journal", self.user)
        self._programs()
        self.origin = self._origin()

    def placed(self, text: str) -> str:
        """A text of the page, or a file of deploy/, with this machine's paths."""
        for path in PATHS:
            text = re.sub(rf"(?<![\w.-]){path}(?![\w-])", f"{self.root}{path}", text)
        return text.replace("/var/run/postgresql", str(self.socket.parent)).replace("8081", str(self.port))

    def environment(self) -> dict[str, str]:
        """What the bot's processes need to find the stand-in for Discord."""
        return {
            "PATH": f"{self.root}/usr/local/bin:{self.root}/programs",
            "PYTHONPATH": str(self.root / "run" / "python"),
            "STANDIN_API": self.standin.url,
            "STANDIN_GATEWAY": self.standin.gateway_url,
            "GOODWORD_DATABASE__ALLOW_UNMOUNTED": "true",  # the tests may run in a container
            "PGUSER": "goodword",  # peer authentication goes by the user's name
            "LC_ALL": "C.UTF-8",
        }

    async def run(self, line: str, typed: str = "") -> tuple[int, str]:
        """A command line in bash, in the folder that the last one left; its exit code and what it printed."""
        where = self.root / "run" / "folder"
        script = f'set -o pipefail\n{self.placed(line)}\ncode=$?\npwd >"{where}"\nexit $code'
        shell = await asyncio.create_subprocess_exec(
            shutil.which("bash", path=PATH) or "bash", "-c", script,
            cwd=self.folder, env=self.environment() | {"HOME": str(self.root / "home")},
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.STDOUT,
        )  # fmt: skip
        said, _ = await shell.communicate(typed.encode())
        self.folder = Path(where.read_text().strip())
        self.done.append(line)
        assert shell.returncode is not None
        return shell.returncode, said.decode()

    def release(self, version: str) -> None:
        """Publish a version in the repository that the checkouts were cloned from."""
        self._git("commit", "--quiet", "--allow-empty", "--message", f"Release {version}")
        self._git("tag", f"v{version}")

    def _origin(self) -> Path:
        folder = self.root / "origin"
        folder.mkdir()
        for name in SHIPPED:
            source = ROOT / name
            if source.is_dir():
                shutil.copytree(source, folder / name, ignore=shutil.ignore_patterns("__pycache__", "token", "key", ".env"))
            else:
                shutil.copy(source, folder / name)
        for file in (folder / "deploy").iterdir():
            file.write_text(self.placed(file.read_text()))
        (self.root / "run" / "gitconfig").write_text(f"[safe]\n\tdirectory = {folder}\n\tdirectory = {folder}/.git\n")
        self.origin = folder
        self._git("init", "--quiet", "--initial-branch=main")
        self._git("add", ".")
        self._git("commit", "--quiet", "--message", "Begin")
        self._git("tag", "v0.1.0")
        return folder

    def _git(self, *words: str) -> None:
        names = ["-c", "user.name=Ana", "-c", "user.email=ana@example.org"]
        subprocess.run(["git", "-C", self.origin, *names, *words], check=True)

    def _programs(self) -> None:
        programs = self.root / "programs"
        for name in REAL:
            (programs / name).symlink_to(shutil.which(name, path=PATH) or name)
        call = Path(__file__).with_name("call.py")
        for name in STAND_INS:
            words = f'"{sys.executable}" -I -S "{call}" "{self.root}/run/calls" {name} "$@"'
            (programs / name).write_text(f"#!/bin/sh\nexec {words}\n")
            (programs / name).chmod(0o755)
        python = self.root / "run" / "python"
        python.mkdir()
        (python / "sitecustomize.py").write_text(STANDIN)

    def _can_become_another(self) -> bool:
        setpriv = shutil.which("setpriv", path=PATH)
        if os.geteuid() or setpriv is None:
            return False
        words = [
            setpriv,
            f"--reuid={SERVED_BY}",
            f"--regid={SERVED_BY}",
            "--clear-groups",
            "env",  # as deploy/goodword does: setpriv itself still has root's rights when it starts a program
            sys.executable,
            "-c",
            "import discord",
        ]
        return subprocess.run(words, cwd=self.root, capture_output=True, check=False).returncode == 0


@asynccontextmanager
async def switched_on(machine: Machine, programs: Mapping[str, Any]) -> AsyncIterator[Machine]:
    """Answer the stand-ins' calls, by the functions of `programs`; at the end nothing runs any more."""

    async def answer(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        asked = json.loads(await reader.readline())
        name, *words = asked["words"]
        call = Call(name, words, asked["environment"].get("CALLED_BY", ""), Path(asked["folder"]))
        try:
            answered = await programs[name](machine, call)
        except AssertionError as problem:
            answered = Answer(error=f"{name}: {problem}\n", code=1)
        writer.write((json.dumps(vars(answered)) + "\n").encode())
        await writer.drain()
        writer.close()

    calls = machine.root / "run" / "calls"
    async with await asyncio.start_unix_server(answer, calls, limit=1 << 20):
        calls.chmod(0o777)
        try:
            yield machine
        finally:
            await machine.service.close()
