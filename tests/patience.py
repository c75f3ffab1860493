"""Waiting in tests.

The limit only distinguishes a test that hangs from one that is slow: nothing that works takes that long, however busy the machine
is. No test asserts a duration.
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
    """Poll `look` until it returns something true, and return that: for what happens in other processes and threads."""
    end = time.monotonic() + PATIENCE
    while True:
        found = look()
        if isinstance(found, Awaitable):
            found = await found
        if found:
            return found
        assert time.monotonic() < end, f"waited {PATIENCE:g} s in vain for {what}"
        await asyncio.sleep(LOOK_AGAIN)
