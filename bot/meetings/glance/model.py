"""What somebody who looks at a group is told of its meetings. It names nobody."""

from __future__ import annotations

from statistics import median
from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.meetings.model import Meeting, Series

LATELY, FEWEST = 12, 3
"""Over how many of the last meetings it is counted how many come, and at least how many these have to be."""


class Usual(Struct, frozen=True):
    """How many people come, guests and substitutes counted: the median over so many of the last meetings."""

    people: int
    meetings: int


class Glance(Struct, frozen=True):
    """When the group meets, `following` next, and how many come. `has_talk`: somebody is planned to present."""

    series: tuple[Series, ...] = ()
    following: Meeting | None = None
    usual: Usual | None = None
    has_talk: bool = False

    @property
    def is_elsewhere(self) -> bool:
        """Whether the next meeting is at another place than each of the series says."""
        place = self.following and (self.following.place, self.following.channel_id)
        return place is not None and place not in {(each.place, each.channel_id) for each in self.series}


def usual(turnouts: Sequence[int]) -> Usual | None:
    """`Glance.usual` by how many were at each meeting; None for less than FEWEST meetings."""
    return Usual(round(median(turnouts)), len(turnouts)) if len(turnouts) >= FEWEST else None
