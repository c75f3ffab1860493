"""The group's log: every change, by whom, and from what to what. No client's data is ever in it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from datetime import datetime

Facts = Mapping[str, str | int | None]


@dataclass(frozen=True, slots=True)
class LogEntry:
    """`target` names what was changed, such as `member:42` or `R-7`; `before` and `after` only what changed of it."""

    group_id: int
    actor_id: int
    action: str
    target: str
    member_id: int | None = None
    before: Facts = field(default_factory=dict[str, "str | int | None"])
    after: Facts = field(default_factory=dict[str, "str | int | None"])
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Logged:
    """An entry as it stands in the log, and since when."""

    at: datetime
    entry: LogEntry
