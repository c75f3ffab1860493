"""Drawing of pictures and pages in a process of its own (`drawing_process`): what that needs takes memory only while there is work."""

from __future__ import annotations

import asyncio
import logging
import pickle
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused
from bot.core.own_programs import command_of
from cogs._ui import drawing_process
from cogs._ui.drawing_process import ANSWER, LENGTH

if TYPE_CHECKING:
    from asyncio.subprocess import Process
    from collections.abc import Generator

    from cogs._ui.illustration import Picture

log = logging.getLogger(__name__)

IDLE = 10.0
"""Seconds without work after which the process is ended. Starting it again takes about a third of a second of CPU."""
PATIENCE = 20.0
"""Seconds that a picture may take, with the start of the process."""
KEPT = 32
"""Number of pictures, of forty kilobytes each, in the cache: after a week ends, many members look at the same board."""
_ENDED = (OSError, EOFError)
"""What reading and writing raise where the process has ended; TimeoutError is an OSError."""


class NotDrawn(Exception):
    """There is no picture; the text says why."""


@contextmanager
def page_awaited() -> Generator[None]:
    """Raise Refused in place of NotDrawn, for somebody who waits for a page: it says what to do, and the log why."""
    try:
        yield
    except NotDrawn as problem:
        log.warning("A page was not drawn: %s", problem)
        raise Refused(N_("The page could not be made just now. Ask again in a minute, or read the card.")) from problem


class Drawing:
    """The process that draws, one picture at a time: started at the first one, and ended after `idle` seconds without any."""

    def __init__(self, idle: float = IDLE) -> None:
        self._idle = idle
        self._turn = asyncio.Lock()
        self._kept: dict[Picture, bytes] = {}
        self._process: Process | None = None
        self._rest: asyncio.Task[None] | None = None
        self._is_closed = self._is_stale = False

    async def drawn(self, picture: Picture) -> bytes:
        """The picture's PNG, from the cache or drawn. Raises NotDrawn."""
        if picture not in self._kept:
            async with self._turn:
                # Whoever had the turn before may have drawn the same.
                if picture not in self._kept:
                    self._kept[picture] = await self._draw(pickle.dumps(picture))
        png = self._kept[picture] = self._kept.pop(picture)  # last in the dict: the first is the one to go
        while len(self._kept) > KEPT:
            del self._kept[next(iter(self._kept))]
        return png

    async def drawn_once(self, page: Picture) -> bytes:
        """The file of a page, which is not cached: it names guests, and is rarely asked for twice. Raises NotDrawn."""
        async with self._turn:
            return await self._draw(pickle.dumps(page))

    def forget(self) -> None:
        """Drop the cached pictures; the process, which caches parts of them, ends before it draws another."""
        self._kept.clear()
        self._is_stale = True

    async def close(self) -> None:
        """End the process; what it was drawing is not drawn."""
        self._is_closed = True
        self._stay()
        await self._end()

    async def _draw(self, request: bytes) -> bytes:
        """The process's answer; where it ended meanwhile, that of a new one. Raises NotDrawn."""
        self._stay()
        if self._is_stale:
            await self._end()
            self._is_stale = False
        try:
            try:
                return await self._answer(request)
            except _ENDED:
                return await self._answer(request)
        except _ENDED as problem:
            said = f"The process that draws ended, or did not answer within {PATIENCE:g} s ({type(problem).__name__})."
            raise NotDrawn(said) from problem
        finally:
            if not self._is_closed:
                self._rest = asyncio.create_task(self._end_when_idle())

    async def _answer(self, request: bytes) -> bytes:
        """Hand a request over and read the answer. Raises NotDrawn where drawing failed, and _ENDED."""
        if self._is_closed:
            raise NotDrawn("The bot is closed.")
        is_answered = False
        try:
            async with asyncio.timeout(PATIENCE):
                process = self._process = self._process or await _started()
                assert process.stdin is not None
                assert process.stdout is not None
                process.stdin.write(LENGTH.pack(len(request)) + request)
                await process.stdin.drain()
                failed, length = ANSWER.unpack(await process.stdout.readexactly(ANSWER.size))
                answer = await process.stdout.readexactly(length)
                is_answered = True
        finally:
            # Also where the caller was cancelled: what comes later would be taken for the answer to the next request.
            if not is_answered:
                await self._end()
        if failed:
            raise NotDrawn(answer.decode())
        return answer

    async def _end_when_idle(self) -> None:
        await asyncio.sleep(self._idle)
        await self._end()

    def _stay(self) -> None:
        """Don't end the process for want of work."""
        if self._rest is not None:
            self._rest.cancel()
            self._rest = None

    async def _end(self) -> None:
        process = self._process
        if process is not None:
            with suppress(ProcessLookupError):
                process.kill()
            await process.wait()
            # Forgotten only now: whoever comes while this waits, or after it was cancelled, finds it ended, and waits for it too.
            self._process = None


async def _started() -> Process:
    pipe = asyncio.subprocess.PIPE
    return await asyncio.create_subprocess_exec(*command_of(drawing_process), stdin=pipe, stdout=pipe)
