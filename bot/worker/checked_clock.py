"""A clock that is compared with Discord's and advanced by the monotonic clock.

The bot's time is the wall clock's value when that was last trusted, plus what the monotonic clock has measured since. So setting
the wall clock changes nothing while the process runs: no wait becomes longer or shorter. When the `Date` headers of Discord's
responses (RFC 9110, section 6.6.1) agree with the wall clock again, its value is taken anew.
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
"""Difference from which on the clock is wrong.

A header has whole seconds and a response may take a minute, so a slow network is never taken for a wrong clock; all terms are of
days, so a smaller error does no harm.
"""
SKEW_TO_TELL = timedelta(seconds=30)
"""Difference from which on the operator is warned: jobs run that much too early or too late."""
STEP = timedelta(seconds=5)
"""Difference between the wall clock and the monotonic clock that means that the former was set, or the machine was suspended."""
ANSWERS = 2
"""Number of consecutive responses that must agree; a single one may come from a proxy's cache."""


class Trust(Enum):
    UNKNOWN = auto()
    """Not compared yet, or the responses contradict each other."""
    RIGHT = auto()
    WRONG = auto()


class CheckedClock:
    """Returns the time when called. `is_compared` is False where Discord is simulated in this process and has no other clock."""

    def __init__(self, monotonic: Callable[[], float] = time.monotonic, *, is_compared: bool = True) -> None:
        self.is_compared = is_compared
        self.trust = Trust.UNKNOWN if is_compared else Trust.RIGHT
        self.skew: timedelta | None = None
        """The difference to Discord's clock at the last comparison; positive where this machine's is ahead."""
        self.set_back = timedelta()
        """Sum of the steps back of this clock, each time that it took the wall clock's value anew."""
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
        """Whether the time agrees with Discord's, and the wall clock was not set after that comparison."""
        return self.trust is Trust.RIGHT and not self.was_set

    @property
    def was_set(self) -> bool:
        """Whether the wall clock differs from the monotonic one by more than STEP."""
        return self.is_compared and abs(self._apart) > STEP

    @property
    def _apart(self) -> timedelta:
        """How far the wall clock is ahead of the time that the monotonic clock gives."""
        return discord.utils.utcnow() - self()

    def compare(self, date: str) -> None:
        """Compare with the `Date` header of a response that just arrived. A value that is no date is ignored."""
        try:
            theirs = parsedate_to_datetime(date)
        except ValueError:
            return
        wall = discord.utils.utcnow()  # read once: the clock may be set between two readings
        before, self.skew = self.skew, wall - theirs.replace(tzinfo=theirs.tzinfo or UTC)
        set_before, self._set_by = self._set_by, wall - self()
        said = _said_by(self.skew)
        # Comparisons before and after the wall clock was set say nothing about each other.
        was_set_meanwhile = abs(self._set_by - set_before) > STEP
        agrees = before is not None and _agree(before, self.skew)
        self._agreeing = self._agreeing + 1 if agrees and not was_set_meanwhile else 1
        if self._agreeing >= ANSWERS:
            self._judge(said, wall)
        # A single deviating response ends trust, but only ANSWERS agreeing ones establish it again.
        elif self.trust is not said:
            self._judge(Trust.UNKNOWN, wall)

    def _judge(self, trust: Trust, wall: datetime) -> None:
        """Set `trust`, taking the wall clock's value anew where it is right; calls `on_change` where something changed."""
        changed = self.trust is not trust or (trust is Trust.RIGHT and abs(self._set_by) > STEP)
        if trust is Trust.RIGHT:
            self._take_anew(wall)
        self.trust = trust
        if changed:
            self.on_change()

    def _take_anew(self, wall: datetime) -> None:
        """Take the wall clock's value, and add a step back to `set_back`."""
        before = self()
        self._wall, self._measured = wall, self.monotonic()
        self._set_by = timedelta()
        if before - self._wall > STEP:
            self.set_back += before - self._wall


def _agree(one: timedelta, other: timedelta) -> bool:
    """Whether two differences lead to one judgement; two that say that the clock is wrong must also be about equal."""
    return _said_by(one) is _said_by(other) and (_said_by(one) is Trust.RIGHT or abs(one - other) <= MOST_SKEW)


def _said_by(skew: timedelta) -> Trust:
    return Trust.WRONG if abs(skew) > MOST_SKEW else Trust.RIGHT
