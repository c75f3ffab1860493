"""Work that falls due by the clock."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime


@dataclass(frozen=True, slots=True)
class Job:
    """`key` is unique: what is due once is written once."""

    id: int
    group_id: int
    kind: str
    key: str
    due_at: datetime
