"""Goodword's command line in a process that kills itself (SIGKILL) at its n-th step; `tests.forked` runs it.

Steps are statements of transactions, commits, and changes of names in the file system. Each is counted before and after it is done. It prints
how many steps it took where it comes to its end.
"""

import os
import signal
import sys
from collections.abc import Sequence
from typing import Any

from bot.__main__ import cli
from bot.core.db.postgres import PostgresTx
from bot.core.db.sqlite import SqliteDatabase, SqliteTx
from bot.core.sealing import service
from bot.referrals import contact_rehash

ROWS_AT_ONCE = 3
steps, last = 0, 0


def step() -> None:
    global steps  # noqa: PLW0603 - a process counts its own steps
    steps += 1
    if steps == last:
        os.kill(os.getpid(), signal.SIGKILL)


def counted(kind: type, name: str) -> None:
    former: Any = getattr(kind, name)

    async def call(self: Any, *given: Any) -> Any:
        step()
        try:
            return await former(self, *given)
        finally:
            step()

    setattr(kind, name, call)


def counts_names(event: str, _: Any) -> None:
    if event in {"os.rename", "os.link"}:
        step()


def main(number: int, words: Sequence[str]) -> None:
    """Count the steps of the command line; killed at the one with this number, where there is one."""
    global last  # noqa: PLW0603 - a process counts its own steps
    last = number
    for name in ("one", "all", "run"):
        for kind in (SqliteTx, PostgresTx):
            counted(kind, name)
    counted(SqliteDatabase, "write")
    sys.addaudithook(counts_names)
    service.BATCH = contact_rehash.BATCH = ROWS_AT_ONCE
    try:
        cli(words)
    finally:
        print(f"steps: {steps}")  # noqa: T201 - the test reads it
