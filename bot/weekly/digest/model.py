"""The weekly digest: facts of one period in blocks that each feature contributes, frozen when it is written. No client is in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

from bot.core.text import longest_shown

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.digest_block import Block, Facts
MOST_PARTS = 3
"""Over so many messages a digest is split at most."""
ROOM = 4000
"""Units of text (see `texts.units`) that Discord takes in a message, for all languages together."""
AROUND_ALL, AROUND_PART, AROUND_BLOCK, AROUND_ENTRY, AROUND_TEXT, AROUND_THANKS = 300, 80, 120, 30, 35, 30
"""At most so many of them stand around the first message's blocks, around those of another, around what a block tells, and around each entry and each text or number in it, and around the words of a thank-you,
in the longest language."""


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
    """The messages of a digest: everything is in the first one, but the thanks for which that has no room.

    There they get their share of the room, whole thank-yous alone; the other blocks cut what they tell where they want more than theirs.
    """
    said = next((block for block in blocks if block.kind == "thanks"), None)
    if said is None:
        return [Digest(period, tuple(blocks))]
    total = next(block.facts["thanks"] for block in blocks if block.kind == "week")
    room = ROOM // languages
    beside = _share(room - AROUND_ALL, [longest_told(block.facts) for block in blocks if block is not said])
    parts = in_parts(said.facts["said"], beside, room - AROUND_PART)
    more = total - sum(map(len, parts))
    pieces = [
        replace(said, facts={"said": part, "more": more if number == len(parts) else 0})
        for number, part in enumerate(parts, start=1)
    ]
    first = tuple(pieces[0] if block is said else block for block in blocks)
    return [Digest(period, first), *(Digest(period, (piece,), part) for part, piece in enumerate(pieces[1:], start=2))]


def in_parts(said: Sequence[Facts], first: int, room: int) -> list[list[Facts]]:
    """Thanks by the messages they are to stand in, with so much room in the first and in each other; those for which there is none are left out.

    The first message always is one, and may stay without any.
    """
    parts: list[list[Facts]] = [[]]
    left = first - AROUND_BLOCK
    for each in said:
        size = longest_thanks(each)
        if size > left:
            if len(parts) == MOST_PARTS:
                break
            parts.append([])
            left = room - AROUND_BLOCK
        parts[-1].append(each)
        left -= size
    return parts


def longest_thanks(each: Facts) -> int:
    """The most units that a thank-you may take in one language."""
    words = AROUND_BLOCK if each.get("for_act") else longest_shown(each["message"])
    return AROUND_THANKS + longest_shown(each["author"]) + longest_shown(each["thanked"]) + words


def longest_told(facts: Facts) -> int:
    """The most units that a block may take in one language."""
    return AROUND_BLOCK + _longest_entry(facts)


def _longest_entry(value: Any) -> int:
    """The most units of whatever is told of: of each text as it is shown, of each number with its word."""
    if isinstance(value, str):
        return longest_shown(value) + AROUND_TEXT
    if isinstance(value, Mapping):
        return AROUND_ENTRY + sum(map(_longest_entry, cast("Mapping[str, Any]", value).values()))
    if isinstance(value, Sequence):
        return sum(map(_longest_entry, cast("Sequence[Any]", value)))
    return AROUND_TEXT


def _share(room: int, wants: Sequence[int]) -> int:
    """What is left of `room` for one more that wants all of it, where it is shared max-min fairly: an equal share, and what others leave of theirs."""
    left = room
    for done, want in enumerate(sorted(wants)):
        left -= min(want, left // (len(wants) + 1 - done))
    return left
