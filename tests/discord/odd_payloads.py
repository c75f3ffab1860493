"""Makes odd payloads of interactions from real ones: absent, null and foreign values, of every JSON type, at any depth."""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import random
    from collections.abc import Iterator

TYPED = "xyzzyplugh"
"""Stands in what is typed, and never in the log."""
VALUES: tuple[Any, ...] = (
    None, True, False, 0, -1, 1, 2**31, 2**63, -(2**70), 1.5, 1e308, "", "0", "-1", "x", TYPED, "9" * 30, str(2**63), "a:b:c:d", "٣",
    "\ufffd", "\x00", "é" * 5000, [], {}, [None], [[]], [{}], {"id": TYPED}, ["1", "1"], ["1"] * 30, [TYPED], {"0": None},
)  # fmt: skip
KEPT = {"id", "token"}
"""Of the interaction itself: without them nobody can be answered, which is tried on its own."""
Path = tuple[Any, ...]


def paths(value: Any, path: Path = ()) -> Iterator[Path]:
    """Where in a payload anything stands."""
    if path and not (len(path) == 1 and path[0] in KEPT):
        yield path
    if isinstance(value, dict):
        for key, each in value.items():
            yield from paths(each, (*path, key))
    elif isinstance(value, list):
        for index, each in enumerate(value):
            yield from paths(each, (*path, index))


def mutated(payload: dict[str, Any], dice: random.Random) -> dict[str, Any]:
    """The payload with one to three changes, of which half are in what the person sent."""
    odd = copy.deepcopy(payload)
    for _ in range(dice.choice([1, 1, 1, 2, 3])):
        every = [*paths(odd)]
        sent = [path for path in every if path[0] == "data"]
        *way, last = dice.choice(sent if sent and dice.random() < 0.6 else every)
        parent: Any = odd
        for step in way:
            parent = parent[step]
        _change(parent, last, dice)
    return odd


def _change(parent: Any, last: Any, dice: random.Random) -> None:
    what = dice.random()
    if what < 0.25:
        del parent[last]
    elif what < 0.35 and isinstance(parent, list):
        parent.append(copy.deepcopy(parent[last]))
    elif what < 0.4 and isinstance(parent, dict):
        parent[TYPED] = parent.pop(last)
    else:
        parent[last] = copy.deepcopy(dice.choice(VALUES))
