"""Looks through the memory of this process: which living objects hold a text."""

from __future__ import annotations

import gc
from io import BytesIO, StringIO
from itertools import chain, zip_longest
from types import FrameType, ModuleType
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

STEPS = 6
"""How many holders of a holder are named."""
TRACED = 5
"""Of how many texts holders are named: each step looks at all objects."""


def holders(texts: Sequence[str], traced: int = TRACED) -> list[str]:
    """A line for each living text or run of bytes that holds one of these, in any case; for the first `traced` with what holds it.

    It walks from all that the garbage collector knows to all that they refer to, for texts are not tracked by themselves.
    """
    gc.unfreeze()  # what is frozen is in no list
    gc.collect()
    wanted = [text.casefold() for text in texts]
    encoded = [form for text in {*texts, *wanted} for form in (text.encode(), text.encode("utf-16-le"))]
    known: set[int] = {id(wanted), id(encoded), id(texts), *map(id, chain(wanted, encoded, texts))}
    found: list[Any] = []
    left = gc.get_objects()
    known.update((id(left), id(known), id(found)))
    left = [each for each in left if id(each) not in known]
    known.update(map(id, left))
    parents: dict[int, Any] = {}
    known.add(id(parents))
    while left:
        each = left.pop()
        if isinstance(each, str):
            if any(text in each.casefold() for text in wanted):
                found.append(each)
        elif isinstance(each, bytes | bytearray):
            if any(form in each.lower() or form in each for form in encoded):
                found.append(each)
        else:
            new = [other for other in _referents(each) if id(other) not in known]
            known.update(map(id, new))
            parents.update((id(other), each) for other in new)
            left += new
    first = found[:traced]
    paths = [" < ".join(_path(each, parents, id(found), id(first))) for each in first]
    gc.freeze()  # as it was: else each later collection looks at all modules too
    return [f"{each[:80]!r}: {path}" for each, path in zip_longest(found, paths, fillvalue="")]


def _referents(thing: Any) -> Iterable[Any]:
    """What it refers to. The collector is not told of a dict's keys where these are texts, nor of a buffer's content."""
    held: Iterable[Any] = gc.get_referents(thing)
    if isinstance(thing, dict):
        return chain(held, dict.keys(thing))
    if isinstance(thing, BytesIO | StringIO) and not thing.closed:
        return chain(held, [thing.getvalue()])
    return held


def _path(thing: Any, parents: Mapping[int, Any], *ignored: int) -> list[str]:
    """The types of what holds it, step by step; `parents` are the holders of what the garbage collector does not track."""
    ours = [id(parents), *ignored]
    path: list[str] = []
    for _ in range(STEPS):
        ours.append(id(thing))
        held = gc.get_referrers(thing)
        ours.append(id(held))
        thing = next((each for each in held if id(each) not in ours and not isinstance(each, FrameType)), parents.get(id(thing)))
        del held
        if thing is None:
            break
        path.append(_named(thing))
        if isinstance(thing, ModuleType):
            break
    return path


def _named(thing: Any) -> str:
    name = getattr(thing, "__qualname__", None) or getattr(thing, "__name__", None)
    kind = type(thing)
    keys = f" {[str(key)[:20] for key in list(thing)[:4]]}" if isinstance(thing, dict) else ""
    return f"{kind.__module__}.{kind.__qualname__}{f' {name}' if isinstance(name, str) else ''}{keys}"
