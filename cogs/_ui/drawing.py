"""Drawing of pictures in one worker thread, so that the event loop is not blocked."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_one_hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
"""The thread, started at the first picture. Only one, because Pillow's font objects can't be used by several threads at once."""


class Picture(Protocol):
    """A picture to be drawn, with its alternative text."""

    @property
    def alt(self) -> str: ...

    def paint(self) -> bytes: ...


async def drawn(paint: Callable[[], bytes]) -> bytes:
    """Run `paint` in the thread and return its PNG."""
    return await asyncio.get_running_loop().run_in_executor(_one_hand, paint)
