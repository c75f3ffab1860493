"""Starts the bot with Discord's addresses replaced by a stand-in's, by forking a process that has imported everything.

Importing takes longer than most tests. Each line on stdin is JSON: `output`, the file to write to, and `environment`, variables
to add. The child does what `python -m bot run` does, but waits for a picture, and keeps the process that draws, as long as tests wait.
Variables of the tests: STANDIN_API and STANDIN_GATEWAY (addresses), STANDIN_BURST (IDENTIFY limit), STANDIN_CLOSES_WITHIN (seconds),
STANDIN_WAIT_FOR_LOCK (seconds), STANDIN_ASKS_FOR_TIME_EVERY and STANDIN_EMPTIES_WITHIN (seconds), STANDIN_OPTIONS (arguments), MACHINES_CLOCK (see `set_clock`), STANDIN_MEMORY (see `look_through_memory`).
Lines on stdout: `pid` of each started child, `pid exit-code` of each ended one.
"""

import json
import os
import runpy
import select
import signal
import sys
from collections.abc import Iterator
from datetime import timedelta
from functools import partial
from pathlib import Path

import discord
import yarl

from bot import app, process
from bot.core import personal_caches
from bot.core.db import sqlite
from bot.core.identify import model as identify_model
from bot.worker import clock_check
from cogs._ui import drawing
from tests import live_objects, preloaded
from tests.patience import PATIENCE

assert preloaded.COGS
alive: set[int] = set()


woken, wakes = os.pipe()
"""SIGCHLD writes a byte: a handler alone would not be called where the signal comes just before a read begins to wait."""


def orders() -> Iterator[str]:
    """The lines on stdin; meanwhile each ended child is reported."""
    unfinished = b""
    while True:
        ready, _, _ = select.select([0, woken], [], [])
        if woken in ready:
            os.read(woken, 4096)
            reap()
        if 0 in ready:
            some = os.read(0, 65536)
            if not some:
                return
            *lines, unfinished = (unfinished + some).split(b"\n")
            yield from (line.decode() for line in lines)


def reap() -> None:
    """Report every ended child."""
    while True:
        try:
            pid, status = os.waitpid(-1, os.WNOHANG)
        except ChildProcessError:
            return
        if pid == 0:
            return
        alive.discard(pid)
        os.write(1, f"{pid} {os.waitstatus_to_exitcode(status)}\n".encode())


def run(output: str, environment: dict[str, str]) -> None:
    signal.set_wakeup_fd(-1)
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.close(woken)
    os.close(wakes)
    file = os.open(output, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    nothing = os.open(os.devnull, os.O_RDONLY)
    for source, target in ((nothing, 0), (file, 1), (file, 2)):
        os.dup2(source, target)
    os.environ |= environment
    discord.http.Route.BASE = os.environ.pop("STANDIN_API")
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(os.environ.pop("STANDIN_GATEWAY"))
    if path := os.environ.pop("MACHINES_CLOCK", ""):
        set_clock(Path(path))
    if path := os.environ.pop("STANDIN_MEMORY", ""):
        signal.signal(signal.SIGUSR1, lambda *_: look_through_memory(Path(path)))
    identify_model.BURST = int(os.environ.pop("STANDIN_BURST", identify_model.BURST))
    sqlite.WAIT_FOR_LOCK = float(os.environ.pop("STANDIN_WAIT_FOR_LOCK", sqlite.WAIT_FOR_LOCK))
    clock_check.EVERY = float(os.environ.pop("STANDIN_ASKS_FOR_TIME_EVERY", clock_check.EVERY))
    personal_caches.WITHIN = float(os.environ.pop("STANDIN_EMPTIES_WITHIN", personal_caches.WITHIN))
    app.CLOSE_SECONDS = float(os.environ.pop("STANDIN_CLOSES_WITHIN", app.CLOSE_SECONDS))
    process.LAST_RESORT = max(process.LAST_RESORT, app.CLOSE_SECONDS)
    drawing.PATIENCE = PATIENCE
    app.Drawing = partial(drawing.Drawing, idle=PATIENCE)
    sys.argv = ["bot", "run", *os.environ.pop("STANDIN_OPTIONS", "").split()]
    runpy.run_module("bot", run_name="__main__", alter_sys=True)


def set_clock(path: Path) -> None:
    """Make the wall clock differ by the seconds in the file, which is read at each call."""
    right = discord.utils.utcnow
    discord.utils.utcnow = lambda: right() + timedelta(seconds=float(path.read_text()))


def look_through_memory(path: Path) -> None:
    """Replace the file of texts, a line each and backwards so that they are not found in what was read, by what holds one."""
    texts = [line[::-1] for line in path.read_text(encoding="utf-8").splitlines()]
    found = live_objects.holders(texts)
    written = path.with_suffix(".new")
    written.write_text("\n".join(["looked", *found]), encoding="utf-8")
    written.replace(path)


if __name__ == "__main__":
    os.set_blocking(wakes, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(wakes)
    for order in orders():
        child = os.fork()
        if child == 0:
            run(**json.loads(order))
            sys.exit()
        alive.add(child)
        os.write(1, f"{child}\n".encode())
    for child in [*alive]:
        os.kill(child, signal.SIGKILL)
