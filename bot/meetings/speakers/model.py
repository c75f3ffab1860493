"""The records of speakers and announcements, and whose turn it is to speak."""

from __future__ import annotations

from enum import StrEnum
from heapq import nsmallest
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import THE_BEGINNING
from bot.core.errors import N_
from bot.core.text import LINE, PARAGRAPH, Field

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from datetime import datetime

MOST_SPEAKERS, MOST_ANNOUNCEMENTS = 3, 10
"""Maximum numbers of speakers and of announcements of one meeting."""
PROPOSED = 3
"""How many of the rota moderators read of when somebody can't."""

TOPIC = Field(N_("What you would present"), LINE, required=False)
ANNOUNCEMENT = Field(N_("What is to be announced"), PARAGRAPH, multiline=True)


class State(StrEnum):
    WISHED = "wished"
    """They would like to; no meeting is chosen."""
    PLANNED = "planned"
    """A moderator gave them the meeting."""
    READY = "ready"
    """They said that they are ready for it."""
    CANNOT = "cannot"
    """They said that they can't at that meeting, or are not in the group any more."""


SPEAKING = (State.PLANNED, State.READY)
"""States of somebody who speaks at the meeting, or spoke if it is over."""


class Speaker(Struct, frozen=True):
    """`user_id` would like to speak, or speaks at the meeting `meeting_id`; it is None in the state WISHED alone.

    `wished_at` is since when they would like to; None where a moderator chose them unasked. `planned_at` is when they got the meeting.
    """

    id: int
    group_id: int
    meeting_id: int | None
    user_id: int
    topic: str
    state: State
    wished_at: datetime | None
    planned_at: datetime | None
    version: int = 1

    @property
    def speaks(self) -> bool:
        return self.state in SPEAKING


class Announcement(Struct, frozen=True):
    """What `author_id`, a moderator, has read aloud at the meeting."""

    id: int
    group_id: int
    meeting_id: int
    author_id: int
    text: str
    at: datetime


class Candidate(Struct, frozen=True):
    """An active member who speaks at no coming meeting. `spoke_at` is when they spoke last; None for never."""

    user_id: int
    joined_at: datetime | None
    wished_at: datetime | None
    spoke_at: datetime | None


def rota(candidates: Iterable[Candidate], limit: int, present: Collection[int] | None = None) -> list[Candidate]:
    """The first `limit` candidates in the order in which it is their turn: who never spoke, then who waited longest; of both first who would like to.

    They wait since they asked to speak, else since they spoke last or joined. Who is not among those lately `present`, where that is known,
    comes after all others.
    """

    def turn(one: Candidate) -> tuple[bool, bool, bool, datetime, int]:
        since = one.wished_at or one.spoke_at or one.joined_at or THE_BEGINNING
        is_absent = present is not None and one.user_id not in present
        return is_absent, one.spoke_at is not None, one.wished_at is None, since, one.user_id

    return nsmallest(limit, candidates, turn)
