"""Limits how often each shard opens a session with Discord's gateway (IDENTIFY), over all restarts.

Discord ends all sessions and resets the token after 1,000 IDENTIFYs in 24 hours:
https://docs.discord.com/developers/topics/gateway#identifying. A process that crashes at each start would get there.

A token bucket for each shard: BURST tokens, one more each EVERY, so at most 18 in any hour (432 a day). Its state is one instant:
when the bucket is full again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

BURST = 10
EVERY = timedelta(minutes=7, seconds=30)
RESERVE = 20
"""A RESERVE-th part of what Discord grants in a day is kept unused."""


def pause(full_at: datetime, now: datetime) -> timedelta:
    """The time to wait for a token; zero where there is one. `full_at` is when the bucket is full."""
    return max(timedelta(), full_at - now + EVERY - BURST * EVERY)


def after_one(full_at: datetime, now: datetime) -> datetime:
    """When the bucket is full again after a token was taken."""
    return max(full_at, now) + EVERY


def at_latest(now: datetime) -> datetime:
    """When an empty bucket is full again. A later stored value was computed by a clock that was ahead."""
    return now + BURST * EVERY


def is_low(remaining: int, total: int, needed: int) -> bool:
    """Whether `remaining` of Discord's daily `total` are too few to start `needed` shards and keep the reserve."""
    return remaining < min(needed + total // RESERVE, total)
