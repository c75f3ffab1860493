"""How often a shard may open a session with Discord's gateway (IDENTIFY), so that no crash, however often, uses up the day's.

Discord ends every session and resets the token after 1,000 in 24 hours: https://docs.discord.com/developers/topics/gateway#identifying
A shard has a stock of BURST, of which one comes back each EVERY: at most 18 in any hour. The stock is kept as the moment at which
it is full again.
"""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

BURST = 10
EVERY = timedelta(minutes=7, seconds=30)
RESERVE = 20
"""Of what Discord grants the bot in a day, one part in so many is never used."""


def pause(full_at: datetime, now: datetime) -> timedelta:
    """How long to wait for the next; nothing where there is one in stock."""
    return max(timedelta(), full_at - now + EVERY - BURST * EVERY)


def after_one(full_at: datetime, now: datetime) -> datetime:
    """When the stock is full again, after one was taken."""
    return max(full_at, now) + EVERY


def at_latest(now: datetime) -> datetime:
    """When an empty stock is full again. What is noted is later only where the clock was ahead."""
    return now + BURST * EVERY


def is_low(remaining: int, total: int, needed: int) -> bool:
    """Whether Discord grants too few for `needed` shards to be begun now."""
    return remaining < min(needed + total // RESERVE, total)
