"""How long a test waits for what must come.

A limit is there to tell what is stuck from what is slow: on the slowest machine, beside whatever else runs, nothing that works
takes so long. No test asserts that something takes less.
"""

import asyncio
import time
from collections.abc import Awaitable, Callable
from typing import TypeVar

PATIENCE = 300.0
"""Seconds."""
LOOK_AGAIN = 0.02

T = TypeVar("T")


async def until(look: Callable[[], T | Awaitable[T]], what: str) -> T:
    """What `look` finds, as soon as it finds something: for what another process or a thread does, of which nothing tells."""
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < end, f"waited {PATIENCE:g} s in vain for {what}"
        await asyncio.sleep(LOOK_AGAIN)
