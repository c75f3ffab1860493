"""The record of a job: work that falls due at a time."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime


class Job(Struct, frozen=True):
    """A stored job. `key` is unique over all jobs, so that adding the same work twice stores it once."""

    id: int
    group_id: int
    kind: str
    key: str
    due_at: datetime
