"""Bounds for what a process keeps in memory for people: so much for one, and so much in all."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable

K = TypeVar("K")
V = TypeVar("V")


def make_room(kept: dict[K, V], is_theirs: Callable[[K, V], bool], of_one: int, in_all: int) -> None:
    """Drop the oldest of one person's entries, or of all, so that one more of that person's finds room in `kept`."""
    # The person's own first: else one who keeps many would crowd out everybody else's.
    theirs = [key for key, value in kept.items() if is_theirs(key, value)]
    if len(theirs) >= of_one:
        del kept[theirs[0]]
    elif len(kept) >= in_all:
        del kept[next(iter(kept))]
