"""The records of a series of meetings and of one meeting, and their rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_
from bot.core.text import LINE, Field

if TYPE_CHECKING:
    from datetime import date, datetime, time

    from bot.core.calendar import Weekday

DOOR_BEFORE, DOOR_AFTER = timedelta(minutes=45), timedelta(minutes=30)
"""How long before and after its beginning whoever comes to a meeting can say that they are there."""
CORRECTED_WITHIN = timedelta(days=14)
"""How long after its end it can be noted who was at a meeting where no later one is known."""
SHORTEST, LONGEST = 10, 480
"""Least and most minutes that a meeting takes."""
PLACE = Field(N_("Where you meet"), LINE, required=False)
REASON = Field(N_("Reason"), LINE, required=False)


class Every(StrEnum):
    """How often a series meets: each week, each second one, or on the first to the last such weekday of each month."""

    WEEK = "week"
    TWO_WEEKS = "two_weeks"
    FIRST = "first"
    SECOND = "second"
    THIRD = "third"
    FOURTH = "fourth"
    LAST = "last"


class MeetingState(StrEnum):
    """A meeting that was moved stays PLANNED."""

    PLANNED = "planned"
    SKIPPED = "skipped"


class Series(Struct, frozen=True):
    """When a group meets again and again: at `clock` in the group's time zone, for `minutes`, from `first_day` on.

    `channel_id` is the channel in which it meets, None where it meets elsewhere. `has_events`: each meeting is an event in Discord too.
    """

    id: int
    group_id: int
    weekday: Weekday
    clock: time
    every: Every
    first_day: date
    minutes: int
    place: str
    channel_id: int | None
    has_events: bool
    ended_at: datetime | None = None


class Meeting(Struct, frozen=True):
    """One meeting of a series.

    `day` is the one that the series gives, by which the series knows it again after a move; `moved_to` is the local time, without a zone, to
    which it was moved. `channel_id`, `place` and `minutes` are the series' when it was made. `posted_at` is when its card was queued, `door_at`
    when that was queued anew shortly before the beginning; None before. `event_id` is Discord's, None where there is none.
    """

    id: int
    group_id: int
    number: int
    series_id: int
    day: date
    starts_at: datetime
    minutes: int
    place: str
    channel_id: int | None
    state: MeetingState
    reason: str = ""
    """Why it is skipped."""
    host_id: int | None = None
    event_id: int | None = None
    posted_at: datetime | None = None
    door_at: datetime | None = None
    moved_to: datetime | None = None
    version: int = 1

    @property
    def label(self) -> str:
        return f"M-{self.number}"

    @property
    def ends_at(self) -> datetime:
        return self.starts_at + timedelta(minutes=self.minutes)

    @property
    def is_planned(self) -> bool:
        return self.state is MeetingState.PLANNED

    @property
    def is_moved(self) -> bool:
        return self.moved_to is not None

    def has_begun(self, now: datetime) -> bool:
        return self.starts_at <= now

    def is_over(self, now: datetime) -> bool:
        return self.ends_at <= now

    def door_is_open(self, now: datetime) -> bool:
        """Whether one can say that one is there."""
        return self.is_planned and self.starts_at - DOOR_BEFORE <= now < self.starts_at + DOOR_AFTER
