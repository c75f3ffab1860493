"""The look through this process's memory finds texts wherever they are kept."""

from __future__ import annotations

import asyncio
from functools import lru_cache
from io import StringIO
from typing import TYPE_CHECKING

from msgspec import Struct

from tests.live_objects import holders

if TYPE_CHECKING:
    from collections.abc import Callable

BACKWARDS = "klubhcanrete"
"""Its text the other way round stands in no code, which is kept as well."""


def text() -> str:
    return BACKWARDS[::-1]


@lru_cache(maxsize=1)
def cached(_: str, number: int) -> int:
    return number


class Record(Struct, frozen=True):
    name: str


class Slotted:
    __slots__ = ("name",)

    def __init__(self, name: str) -> None:
        self.name = name


def in_a_closure() -> Callable[[], str]:
    kept = text()
    return lambda: kept


async def waits(_: str) -> None:
    await asyncio.Event().wait()


def test_it_finds_what_is_kept_and_nothing_once_that_is_dropped() -> None:
    kept: dict[str, object] = {
        "dicts in a list": [{"a": {"b": f"to {text()}!"}}],
        "a key": {text(): 1},
        "a cached function": cached(text(), 1),
        "a record": Record(text()),
        "slots": Slotted(text()),
        "a closure": in_a_closure(),
        "capitals": [text().upper().encode()],
        "an encoding": bytearray(text(), "utf-16-le"),
        "a buffer": StringIO(text()),
    }
    waiting = waits(text())
    assert len(holders([text()], traced=1)) == len(kept) + 1
    waiting.close()
    kept.clear()
    cached.cache_clear()
    assert holders([text()]) == []
