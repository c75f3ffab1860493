"""The weekly digest: facts of one period in blocks that each feature contributes, frozen when it is written. No client is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.model.weeks import Period

MOST_RANKS = 10
MOST_NEWCOMERS = 8
MOST_PARTS = 3
"""Over so many messages a digest is split at most."""
ROOM = 3400
"""Characters of a message that go to thanks alone, in a part that has nothing else."""
ROOM_BESIDE = 1400
"""The same beside all the other blocks."""
AROUND = 30
"""What stands around the words of one thank-you."""

Facts = Mapping[str, Any]
"""What JSON can hold, and nothing of clients."""


@dataclass(frozen=True, slots=True)
class Block:
    """What one feature contributes. `kind` finds its renderer; `news` where something happened that is worth a digest."""

    kind: str
    facts: Facts
    news: bool = False


@dataclass(frozen=True, slots=True)
class Digest:
    """One message of it; a long digest has several `parts`, counted from 1."""

    period: Period
    blocks: tuple[Block, ...]
    part: int = 1

    @property
    def is_quiet(self) -> bool:
        return not any(block.news for block in self.blocks)

    def of(self, kind: str) -> Facts | None:
        """What the feature of that kind contributed."""
        return next((block.facts for block in self.blocks if block.kind == kind), None)


def in_messages(period: Period, blocks: Sequence[Block], languages: int) -> list[Digest]:
    """The messages of a digest: everything is in the first one, but the thanks for which that has no room."""
    said = next((block for block in blocks if block.kind == "thanks"), None)
    if said is None:
        return [Digest(period, tuple(blocks))]
    total = next(block.facts["thanks"] for block in blocks if block.kind == "week")
    parts = in_parts(said.facts["said"], languages)
    more = total - sum(map(len, parts))
    pieces = [
        replace(said, facts={"said": part, "more": more if number == len(parts) else 0})
        for number, part in enumerate(parts, start=1)
    ]
    first = tuple(pieces[0] if block is said else block for block in blocks)
    return [Digest(period, first), *(Digest(period, (piece,), part) for part, piece in enumerate(pieces[1:], start=2))]


def in_parts(said: Sequence[Facts], languages: int) -> list[list[Facts]]:
    """Thanks by the messages they are to stand in, each in so many languages; those for which there is no room are left out.

    The first message always is one, and may stay without any.
    """
    parts: list[list[Facts]] = [[]]
    room = ROOM_BESIDE // languages
    for each in said:
        size = AROUND + sum(len(str(text)) for text in each.values())
        if size > room:
            if len(parts) == MOST_PARTS:
                break
            parts.append([])
            room = ROOM // languages
        parts[-1].append(each)
        room -= size
    return parts
