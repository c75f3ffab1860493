"""Caches of this process that may hold what people wrote: all are emptied some minutes after something was deleted from the store.

A cache is not searched for what was deleted: most hold parts and forms of texts, by which nobody would find it.
"""

from __future__ import annotations

import asyncio
from typing import TYPE_CHECKING, Protocol, TypeVar
from urllib.parse import urlsplit

if TYPE_CHECKING:
    from collections.abc import Callable

WITHIN = 600.0
"""Seconds from a deletion to the emptying of the caches.

Later than whatever was read before the deletion is still worked on, which would fill them again; and seldom, for what they hold
is computed anew after that.
"""


class Cached(Protocol):
    """A function with `functools.lru_cache`."""

    def cache_clear(self) -> None: ...


C = TypeVar("C", bound=Cached)

_clears: list[Callable[[], None]] = []


def on_emptying(clear: Callable[[], None]) -> None:
    """Have `clear` called whenever the caches are emptied: for those of a module, which live as long as the process."""
    _clears.append(clear)


def personal(cached: C) -> C:
    """Mark a cached function whose arguments or results may hold what people wrote."""
    on_emptying(cached.cache_clear)
    return cached


on_emptying(urlsplit.cache_clear)  # pyright: ignore[reportFunctionMemberAccess] - CPython keeps the last 128 links (Lib/urllib/parse.py)


class Emptying:
    """Empties the caches of the process, and by `others` those of one bot, from the event loop on which it is made.

    Where other processes share the store, which don't tell what they delete, every WITHIN seconds; else WITHIN seconds after a deletion.
    """

    def __init__(self, *others: Callable[[], None], shared: bool) -> None:
        self._others = others
        self._shared = shared
        self._is_planned = False
        if shared:
            self.soon()

    def soon(self) -> None:
        """Empty the caches in WITHIN seconds, once for all that is deleted until then."""
        if not self._is_planned:
            self._is_planned = True
            asyncio.get_running_loop().call_later(WITHIN, self._empty)

    def _empty(self) -> None:
        self._is_planned = False
        for clear in (*_clears, *self._others):
            clear()
        if self._shared:
            self.soon()
