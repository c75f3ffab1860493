"""What the clock causes for many groups at one time is spread over the quarter hour before it, where the operator says so."""

from __future__ import annotations

import hashlib
from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.db import meta

if TYPE_CHECKING:
    from bot.core.db.database import Tx

SPREAD = "digests_spread"
"""Row of `meta` that stands while it is spread. In the store, so that all processes that share it schedule alike."""
QUARTER_HOUR = timedelta(minutes=15)


async def spread(tx: Tx) -> timedelta:
    """How long before the chosen time it may be due: QUARTER_HOUR or zero."""
    return QUARTER_HOUR if await meta.get(tx, SPREAD) is not None else timedelta()


def share(group_id: int) -> float:
    """A number in [0, 1) that is always the same for one group, and evenly spread over all."""
    return int.from_bytes(hashlib.sha256(str(group_id).encode()).digest()[:4]) / (1 << 32)
