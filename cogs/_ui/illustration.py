"""A picture above a list, until it is drawn. It names nobody who is not named in the list, which may be cut."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

from cogs._ui.components import gallery
from cogs._ui.room import Listing

if TYPE_CHECKING:
    from collections.abc import Callable

    from cogs._ui.room import Slot


class Picture(Protocol):
    """A picture to be drawn, with its alternative text. It can be hashed and pickled."""

    @property
    def alt(self) -> str: ...

    def draw(self) -> bytes:
        """The picture as PNG."""
        ...


class Undrawn:
    """The gallery component of a picture, and the picture of as many entries as the list below shows."""

    picture: Picture

    def __init__(self, name: str, below: Slot, picture_of: Callable[[int], Picture]) -> None:
        self.name, self.gallery = name, gallery(name, "")
        self._below, self._picture_of = below, picture_of
        self._count = 0

    def fits(self) -> bool:
        """Adapt the picture to the entries that the list shows after cutting. False where it shows none."""
        assert isinstance(self._below.passage, Listing), "a picture stands over a list"
        count = self._below.passage.named_in(self._below.text["content"])
        if count and count != self._count:
            self.picture = self._picture_of(count)
            self.gallery["items"][0]["description"] = self.picture.alt
        self._count = count
        return count > 0
