"""Computations that take longer than the event loop or the store's threads may be held: one at a time, on a thread of their own."""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

P = ParamSpec("P")
T = TypeVar("T")

# One thread: they hold the interpreter's lock in turn, so that several would end no sooner and keep the event loop waiting more often.
_thread = ThreadPoolExecutor(max_workers=1, thread_name_prefix="computing")


async def beside(function: Callable[P, T], *values: P.args, **more: P.kwargs) -> T:
    """Run `function`, which must not use a transaction, and return its result."""
    return await asyncio.get_running_loop().run_in_executor(_thread, partial(function, *values, **more))
