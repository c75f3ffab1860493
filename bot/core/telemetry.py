"""What the process counts of itself while it runs, for metrics: numbers alone, nothing about a person or a group."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from enum import StrEnum

BOUNDS = (0.1, 0.25, 0.5, 1.0, 1.5, 2.0, 3.0, 5.0, 10.0, 60.0)
"""Upper bounds of the latency histogram in seconds; Discord waits three for the first answer."""


class Status(StrEnum):
    """How an interaction ended."""

    ANSWERED = "answered"
    REFUSED = "refused"
    FAILED = "failed"
    LATE = "late"
    """Discord did not take the answer any more."""


class Telemetry:
    """Counters since the process began."""

    def __init__(self) -> None:
        self.answers: Counter[Status] = Counter()
        self.refused_attempts = 0
        """Attempts at what the person may not do, or at what is not theirs."""
        self.buckets = [0] * (len(BOUNDS) + 1)
        """Numbers of answers by latency: up to each of BOUNDS, and longer than the last."""
        self.is_store_full = False
        """Whether something could not be saved for want of room, and nothing was saved since."""
        self.seconds = 0.0
        """The sum of all latencies."""

    def answered(self, status: Status, seconds: float) -> None:
        """Count an answer; `seconds` from the interaction's creation to the answer."""
        seconds = max(0.0, seconds)
        self.answers[status] += 1
        self.buckets[bisect_left(BOUNDS, seconds)] += 1
        self.seconds += seconds
