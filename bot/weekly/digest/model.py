"""The weekly digest: facts of a period in blocks, stored when it is composed, and how they are split into messages.

No client's data is in it.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from msgspec import Struct
from msgspec.structs import replace

from bot.core.text import longest_shown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.calendar import Period
    from bot.core.digest_block import Block, Facts
    from bot.groups.model import Group

Measure = Callable[["Group", "Period", "Block"], int]
"""The most units that a block takes in one of the group's languages, as it is rendered uncut."""

MOST_PARTS = 3
"""Maximum number of messages of a digest."""
ROOM = 4000
"""Discord's limit of the text in a message of components, in UTF-16 units (`core.text.units`), for all languages together
(https://docs.discord.com/developers/components/reference#text-display).
"""
AROUND_ALL, AROUND_PART, AROUND_BLOCK, AROUND_THANKS = 300, 80, 120, 30
"""Upper bounds, in units and in the longest language, of what the renderers add: around the blocks of the first message, around
those of another message, around all thanks of a message, and around one.
"""


class Digest(Struct, frozen=True):
    """One message of a digest; a long digest has several `parts`, counted from 1."""

    period: Period
    blocks: tuple[Block, ...]
    part: int = 1

    @property
    def is_quiet(self) -> bool:
        """Whether no block has anything that justifies posting a digest."""
        return not any(block.news for block in self.blocks)

    def of(self, kind: str) -> Facts | None:
        """The facts of the block of that kind; None where there is none."""
        return next((block.facts for block in self.blocks if block.kind == kind), None)


def in_messages(period: Period, blocks: Sequence[Block], languages: int, longest: Callable[[Block], int]) -> list[Digest]:
    """Split a digest into messages: all blocks are in the first one, and thanks for which it has no room in the following ones.

    In the first message thanks get their share of the room and are not cut; other blocks cut their texts where they need more
    than theirs. `languages` is the number of languages that share the room; `longest` the most units that a block takes in one.
    """
    said = next((block for block in blocks if block.kind == "thanks"), None)
    if said is None:
        return [Digest(period, tuple(blocks))]
    total = next(block.facts["thanks"] for block in blocks if block.kind == "week")
    room = ROOM // languages
    beside = _share(room - AROUND_ALL, [longest(block) for block in blocks if block is not said])
    parts = in_parts(said.facts["said"], beside, room - AROUND_PART)
    more = total - sum(map(len, parts))
    pieces = [
        replace(said, facts={"said": part, "more": more if number == len(parts) else 0})
        for number, part in enumerate(parts, start=1)
    ]
    first = tuple(pieces[0] if block is said else block for block in blocks)
    return [Digest(period, first), *(Digest(period, (piece,), part) for part, piece in enumerate(pieces[1:], start=2))]


def in_parts(said: Sequence[Facts], first: int, room: int) -> list[list[Facts]]:
    """Distribute thanks over messages, with `first` units of room in the first and `room` in each other; the rest is left out.

    The first message always exists, and may hold no thanks.
    """
    parts: list[list[Facts]] = [[]]
    left = first - AROUND_BLOCK
    for each in said:
        size = longest_thanks(each)
        # Greedy and in order: a thanks is never split, and none overtakes an earlier one into a smaller gap.
        if size > left:
            if len(parts) == MOST_PARTS:
                break
            parts.append([])
            left = room - AROUND_BLOCK
        parts[-1].append(each)
        left -= size
    return parts


def longest_thanks(each: Facts) -> int:
    """Upper bound of the units of a thanks in one language."""
    words = AROUND_BLOCK if each.get("for_act") else longest_shown(each["message"])
    return AROUND_THANKS + longest_shown(each["author"]) + longest_shown(each["thanked"]) + words


def _share(room: int, wants: Sequence[int]) -> int:
    """The share of one consumer that wants all of `room`, by max-min fairness among it and `wants`, all in units.

    Each gets an equal share; what a smaller want leaves is divided among the others.
    """
    left = room
    # In ascending order, so that what a small want leaves is known before the larger ones are served.
    for done, want in enumerate(sorted(wants)):
        left -= min(want, left // (len(wants) + 1 - done))
    return left
