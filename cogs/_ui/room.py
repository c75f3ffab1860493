"""Shares the room of a message, in UTF-16 units, among its texts.

A message keeps one account of it. Headings and footnotes are shown whole. The other texts share what these leave, max-min fairly: one
that wants no more than its share is whole, and what it leaves goes to the longer ones. So only the longest are cut, and nothing
has to guess how much may follow.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from msgspec import Struct

from bot.core.text import units
from cogs._ui import components
from cogs._ui.limits import COMPONENTS, TEXT, TooMuch
from cogs._ui.text import cut

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

LEAST = 12
"""Minimum length of the beginning of a list's first entry, in UTF-16 units; less is not shown."""


class Passage(Protocol):
    """A text that can be shown whole or shortened."""

    @property
    def whole(self) -> str: ...

    def within(self, room: int) -> str:
        """As much of the text as fits into `room` units; not empty for any room of 1 or more."""
        ...


class Prose(Struct, frozen=True):
    """A paragraph, cut at its end."""

    whole: str

    def within(self, room: int) -> str:
        return cut(self.whole, room)


class Listing:
    """A heading, as many whole entries as there is room for (at least the beginning of the first), and how many more there are.

    `more` says the latter, and counts `unlisted` too, for which there are no entries. `most` is how many units all entries
    may take, whatever the room. `gap` stands after the heading and before `more`, `between` between entries.
    """

    def __init__(
        self,
        heading: str,
        entries: Sequence[str],
        more: Callable[[int], str],
        *,
        unlisted: int = 0,
        gap: str = "\n",
        between: str = "\n",
        most: int = TEXT,
    ) -> None:
        self._heading, self._entries, self._more, self._unlisted = heading, entries, more, unlisted
        self._gap, self._between = gap, between
        self._sizes = [units(entry) + len(between) for entry in entries]
        self._most = self._fitting = self._count(most)
        self.whole = self._written(entries[: self._most])

    def within(self, room: int) -> str:
        left = room - units(self._written([]))
        self._fitting = min(self._count(left), self._most)
        shown: Sequence[str] = self._entries[: self._fitting]
        if not shown and self._entries and left >= LEAST:
            shown, self._fitting = [cut(self._entries[0], left - len(self._gap))], 1
        return cut(self._written(shown), room)

    def named_in(self, shown: str) -> int:
        """The number of entries in `shown`, which is `whole` or the last result of `within`."""
        return self._most if shown == self.whole else self._fitting

    def _count(self, room: int) -> int:
        for number, size in enumerate(self._sizes):
            room -= size
            if room < 0:
                return number
        return len(self._sizes)

    def _written(self, shown: Sequence[str]) -> str:
        more = len(self._entries) - len(shown) + self._unlisted
        parts = (self._heading, self._between.join(shown), self._more(more) if more else "")
        return self._gap.join(part for part in parts if part)


class Rows(Struct, frozen=True):
    """A heading with all of its rows, the longest of which are cut where there is no room for all. `between` separates two rows."""

    heading: str
    rows: Sequence[Passage]
    between: str = "\n"

    @property
    def whole(self) -> str:
        return "\n".join([*self._above, self.between.join(row.whole for row in self.rows)])

    def within(self, room: int) -> str:
        left = room - units("".join(f"{above}\n" for above in self._above)) - len(self.between) * (len(self.rows) - 1)
        if left < len(self.rows):
            return cut(self.whole, room)
        return "\n".join([*self._above, self.between.join(shared(self.rows, left))])

    @property
    def _above(self) -> list[str]:
        return [self.heading] if self.heading else []


def shared(passages: Sequence[Passage], room: int) -> list[str]:
    """The shown text of each passage, of at least one unit: each gets an equal share, shortest first, and what it leaves is shared on."""
    texts = [passage.whole for passage in passages]
    sizes = [units(text) for text in texts]
    # Shortest first, so that what it leaves of its share is known before a longer one is cut.
    for done, number in enumerate(sorted(range(len(texts)), key=sizes.__getitem__)):
        share = room // (len(texts) - done)
        if sizes[number] > share:
            texts[number] = passages[number].within(share)
            sizes[number] = units(texts[number])
        room -= sizes[number]
    return texts


class Slot:
    """A passage of a message, and the component that shows as much of it as there is room for."""

    __slots__ = ("passage", "text")

    def __init__(self, passage: Passage) -> None:
        self.passage, self.text = passage, components.text(passage.whole)


class Room:
    """Counts a message's units of text and its components. Everything that is added to the message is counted here."""

    def __init__(self) -> None:
        self._slots: list[Slot] = []
        self._whole = 0
        """Units of the texts that are not cut."""
        self._used = 0
        self._components = 0
        self.is_short = False
        """Whether a passage is shortened."""

    @property
    def left(self) -> int:
        """The number of units that can be added without anything being cut."""
        return TEXT - self._used

    @property
    def last(self) -> Slot:
        """The passage that was added last."""
        return self._slots[-1]

    def place(self, count: int = 1) -> None:
        """Count components. Raises TooMuch."""
        self._components += count
        if self._components > COMPONENTS:
            raise TooMuch(f"{self._components} components in one message")

    def add_whole(self, text: str) -> str:
        """Add a text that is not cut while passages can be cut instead. Returns the shown text, shortened where they can't."""
        shown = text
        size = units(shown)
        if size > self.left:
            # Each passage keeps at least one unit, because a text component must not be empty.
            shown = cut(text, TEXT - self._whole - len(self._slots))
            size = units(shown)
        self._whole += size
        self._took(size)
        return shown

    def add(self, passage: Passage) -> Slot | None:
        """Add a passage; None where there is no room for a single unit of it."""
        if self._whole + len(self._slots) >= TEXT:
            return None
        slot = Slot(passage)
        self._slots.append(slot)
        self._took(units(slot.text["content"]))
        return slot

    def _took(self, size: int) -> None:
        self._used += size
        if self._used > TEXT:
            self.is_short = True
            texts = shared([slot.passage for slot in self._slots], TEXT - self._whole)
            for slot, shown in zip(self._slots, texts, strict=True):
                slot.text["content"] = shown
            self._used = self._whole + sum(map(units, texts))
