"""Where pictures are drawn: one after the other in a thread of their own, so that nothing else waits for them."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable

_one_hand = ThreadPoolExecutor(max_workers=1, thread_name_prefix="pictures")
"""Begins with the first picture. Two at once would take twice as long each, and fonts can't be shared by threads."""


class Picture(Protocol):
    """What can be drawn, and what is told to those who do not see it."""

    @property
    def alt(self) -> str: ...

    def paint(self) -> bytes: ...


async def drawn(paint: Callable[[], bytes]) -> bytes:
    """What `paint` makes, drawn in that thread."""
    return await asyncio.get_running_loop().run_in_executor(_one_hand, paint)
