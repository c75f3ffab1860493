"""The declaration of what people are asked of in the morning list."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from msgspec import Struct

if TYPE_CHECKING:
    from collections.abc import Awaitable, Callable
    from datetime import datetime

    from bot.core.db.database import Tx


class WaitingItem(Struct, frozen=True):
    """A record of which a person is asked in the morning."""

    user_id: int
    record_id: int


class MorningItems(Struct, frozen=True):
    """What people are asked of in the morning list besides referrals, each record once: `bot.morning[kind]` renders one.

    `due` (tx, group, at, after, limit) is one query: up to `limit` items of people whose ids are above `after`, in the order of these,
    without what was named already (`reminders.morning_items.not_named`). Who is not active, wants no reminders or can't be written to is left
    out afterwards. `read` (tx, group id, user id, record id) returns the record as the person sees it, when the list is delivered and whenever it is
    shown again; None once it does not wait any more.
    """

    kind: str
    due: Callable[[Tx, Any, datetime, int, int], Awaitable[list[WaitingItem]]]
    read: Callable[[Tx, int, int, int], Awaitable[object | None]]
