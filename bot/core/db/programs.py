"""Programs that a backup runs, and work in a thread that does not delay the end of the process."""

from __future__ import annotations

import asyncio
import threading
from contextlib import suppress
from typing import TYPE_CHECKING, TypeVar

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Callable

T = TypeVar("T")


class Ended(Struct, frozen=True):
    """A program's exit code, standard output, and standard error in one line."""

    code: int
    output: bytes
    problem: str


async def run(*words: str, given: bytes = b"") -> Ended:
    """Run a program to its end; kill it where the caller is cancelled. Raises OSError where it can't be started.

    `given` goes to standard input, so that a secret stands in no list of processes.
    """
    pipe = asyncio.subprocess.PIPE
    process = await asyncio.create_subprocess_exec(*words, stdin=pipe, stdout=pipe, stderr=pipe)
    try:
        output, problem = await process.communicate(given)
    finally:
        if process.returncode is None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
    return Ended(process.returncode or 0, output, " ".join(problem.decode(errors="replace").split()))


async def in_thread(function: Callable[[], T]) -> T:
    """Run a function in a daemon thread, and return its result.

    The threads of `asyncio.to_thread` are joined when the event loop ends, so that a long copy would keep the process from stopping.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[T] = loop.create_future()

    def settle(result: T | None, problem: BaseException | None) -> None:
        if done.done():  # the caller was cancelled
            return
        if problem is not None:
            done.set_exception(problem)
        else:
            done.set_result(result)  # pyright: ignore[reportArgumentType] - without a problem it is a T

    def work() -> None:
        result = problem = None
        try:
            result = function()
        except BaseException as raised:  # noqa: BLE001 - raised again in the caller
            problem = raised
        with suppress(RuntimeError):  # the event loop was closed meanwhile
            loop.call_soon_threadsafe(settle, result, problem)

    threading.Thread(target=work, name="backup", daemon=True).start()
    return await done
