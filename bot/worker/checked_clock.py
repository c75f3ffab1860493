"""This machine's clock, compared with Discord's, and carried on by the monotonic clock.

The time of the whole bot is the wall clock as it was when it was last trusted, plus what the monotonic clock measured since. So
setting the wall clock moves nothing while the process runs: what waits goes on waiting as long as it was to wait, and nothing falls
due. When Discord's `Date` headers agree with the wall clock again, the time is taken from it anew.
"""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from enum import Enum, auto
from typing import TYPE_CHECKING

import discord

if TYPE_CHECKING:
    from collections.abc import Callable

MOST_SKEW = timedelta(minutes=5)
"""From here on the clock counts as wrong. A header has whole seconds and an answer may take a minute, so a slow network is never
taken for a wrong clock; every term that is kept by the clock is of days, so a smaller error does no harm."""
SKEW_TO_TELL = timedelta(seconds=30)
"""From here on the operator is told: it moves the minute in which things are due."""
STEP = timedelta(seconds=5)
"""So far apart the wall clock and the monotonic one are only where somebody set the first, or the machine slept."""
ANSWERS = 2
"""So many answers in a row have to agree before they are believed: one alone may be a proxy's."""


class Trust(Enum):
    UNKNOWN = auto()
    """Not compared yet, or the answers contradict each other."""
    RIGHT = auto()
    WRONG = auto()


class CheckedClock:
    """Called, it tells the time. `is_compared` is False where Discord is embedded and has no other clock than this machine's."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, *, is_compared: bool = True) -> None:
        self.is_compared = is_compared
        self.trust = Trust.UNKNOWN if is_compared else Trust.RIGHT
        self.skew: timedelta | None = None
        """How far this machine's clock was ahead of Discord's at the last comparison."""
        self.set_back = timedelta()
        """By how much the time went back, all in all, each time that it was taken from the wall clock anew."""
        self.on_change: Callable[[], None] = lambda: None
        """Called when `trust` changes."""
        self.monotonic = monotonic
        self._agreeing = 0
        self._set_by = timedelta()
        self._wall, self._measured = discord.utils.utcnow(), monotonic()

    def __call__(self) -> datetime:
        if not self.is_compared:
            return discord.utils.utcnow()
        return self._wall + timedelta(seconds=self.monotonic() - self._measured)

    @property
    def is_trusted(self) -> bool:
        """Whether the time agrees with Discord's, and the wall clock was not set since that was seen."""
        return self.trust is Trust.RIGHT and not self.was_set

    @property
    def was_set(self) -> bool:
        """Whether the wall clock is not where the monotonic one says that it should be."""
        return self.is_compared and abs(self._apart) > STEP

    @property
    def _apart(self) -> timedelta:
        """How far the wall clock is ahead of where the monotonic one says that it should be."""
        return discord.utils.utcnow() - self()

    def compare(self, date: str) -> None:
        """Take note of the `Date` header of an answer that Discord just gave; of one that is no date nothing."""
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        wall = discord.utils.utcnow()  # looked at once: somebody may set it meanwhile
        before, self.skew = self.skew, wall - theirs.replace(tzinfo=theirs.tzinfo or UTC)
        set_before, self._set_by = self._set_by, wall - self()
        said = _said_by(self.skew)
        was_set_meanwhile = abs(self._set_by - set_before) > STEP
        agrees = before is not None and _agree(before, self.skew)
        self._agreeing = self._agreeing + 1 if agrees and not was_set_meanwhile else 1
        if self._agreeing >= ANSWERS:
            self._judge(said, wall)
        elif self.trust is not said:
            self._judge(Trust.UNKNOWN, wall)

    def _judge(self, trust: Trust, wall: datetime) -> None:
        changed = self.trust is not trust or (trust is Trust.RIGHT and abs(self._set_by) > STEP)
        if trust is Trust.RIGHT:
            self._take_anew(wall)
        self.trust = trust
        if changed:
            self.on_change()

    def _take_anew(self, wall: datetime) -> None:
        before = self()
        self._wall, self._measured = wall, self.monotonic()
        self._set_by = timedelta()
        if before - self._wall > STEP:
            self.set_back += before - self._wall


def _agree(one: timedelta, other: timedelta) -> bool:
    """Two that say the clock is right do; those that say it is wrong have to say by how much."""
    return _said_by(one) is _said_by(other) and (_said_by(one) is Trust.RIGHT or abs(one - other) <= MOST_SKEW)


def _said_by(skew: timedelta) -> Trust:
    return Trust.WRONG if abs(skew) > MOST_SKEW else Trust.RIGHT
