"""Programs in processes of their own, each forked from one that has imported the bot: importing it takes longer than most of them run.

multiprocessing's forkserver is that process; it is started once for each process of the tests, and ends with it.
"""

from __future__ import annotations

import asyncio
import multiprocessing
import os
import tempfile
from typing import TYPE_CHECKING, Any

from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

CONTEXT = multiprocessing.get_context("forkserver")
CONTEXT.set_forkserver_preload(["tests.preloaded", "tests.kill_at", "tests.killed_at"])


def run(main: Callable[..., Any], *words: Any, environment: Mapping[str, str], folder: Path) -> tuple[int, str]:
    """Call `main(*words)` in a process with exactly this environment, in `folder`.

    Returns its exit code, which is the signal's number below zero where one ended it, and what it printed.
    """
    with tempfile.NamedTemporaryFile() as output:
        process = CONTEXT.Process(target=_begun, args=(main, words, dict(environment), str(folder), output.name))
        process.start()
        try:
            process.join(PATIENCE)
            said = output.read().decode()
            assert process.exitcode is not None, f"it still runs: {said}"
            return process.exitcode, said
        finally:
            process.kill()
            process.join()
            process.close()


async def called(main: Callable[..., Any], *words: Any, **where: Any) -> tuple[int, str]:
    """The same without blocking the event loop."""
    return await asyncio.to_thread(run, main, *words, **where)


def _begun(main: Callable[..., Any], words: tuple[Any, ...], environment: dict[str, str], folder: str, output: str) -> None:
    file = os.open(output, os.O_WRONLY | os.O_APPEND)
    for standard in (1, 2):
        os.dup2(file, standard)
    os.environ.clear()
    os.environ.update(environment)
    os.chdir(folder)
    main(*words)
