"""Blocks of the weekly digest. Each feature contributes its own; none holds a client's data."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from msgspec import Struct

MOST_RANKS = 10
MOST_NEWCOMERS = 8
SHOWN = 300
"""Maximum length, in characters, of a member's own text in the digest."""

Facts = Mapping[str, Any]
"""Values that JSON can hold. They are stored in the outbox until delivery, so nothing of a client may be in them."""


class Block(Struct, frozen=True):
    """One feature's part of a digest. `kind` finds its renderer; `news`: whether the block alone justifies posting a digest."""

    kind: str
    facts: Facts
    news: bool = False
