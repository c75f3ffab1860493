"""Blocks of the weekly digest, which each feature contributes. No client is in one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

MOST_RANKS = 10
MOST_NEWCOMERS = 8
SHOWN = 300
"""Characters of a text in members' own words."""

Facts = Mapping[str, Any]
"""What JSON can hold, and nothing of clients."""


@dataclass(frozen=True, slots=True)
class Block:
    """What one feature contributes. `kind` finds its renderer; `news` where something happened that is worth a digest."""

    kind: str
    facts: Facts
    news: bool = False
