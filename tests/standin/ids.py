"""Snowflakes: ids that contain their time (https://docs.discord.com/developers/reference#snowflakes)."""

from __future__ import annotations

import itertools
import time
from datetime import UTC, datetime

EPOCH_MS = 1_420_070_400_000
"""2015-01-01 UTC, in milliseconds since 1970."""
_counter = itertools.count()


def snowflake() -> int:
    """A new id, larger than all before."""
    return (int(time.time() * 1000) - EPOCH_MS << 22) + next(_counter) % (1 << 22)


def made_at(identifier: int) -> datetime:
    return datetime.fromtimestamp(((identifier >> 22) + EPOCH_MS) / 1000, UTC)


def timestamp(identifier: int) -> str:
    return made_at(identifier).isoformat()
