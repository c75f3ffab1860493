"""Records of the audit log. No entry holds a client's name, contact or need."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

from msgspec import Struct, field

if TYPE_CHECKING:
    from datetime import datetime

Facts = Mapping[str, str | int | None]
THE_CLOCK = 0
"""The actor's id of what jobs do by themselves; no person has it."""


class LogEntry(Struct, frozen=True):
    """An entry to be written.

    `target` names the changed record, such as `member:42` or `R-7`; `before` and `after` hold its changed fields.

    `member_id` is the member whom the entry is about, None where it is about no member.
    """

    group_id: int
    actor_id: int
    action: str
    target: str
    member_id: int | None = None
    before: Facts = field(default_factory=dict[str, "str | int | None"])
    after: Facts = field(default_factory=dict[str, "str | int | None"])
    reason: str = ""


class Logged(Struct, frozen=True):
    """An entry that was read, with the time at which it was written."""

    at: datetime
    entry: LogEntry
