"""Notes a touch and lets other features know of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.events import announce
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.events import TOUCH_NOTED

if TYPE_CHECKING:
    from datetime import date

    from bot.core.db.database import Tx
    from bot.relationships.touches.model import Kind, Touch


async def note(tx: Tx, group_id: int, user_id: int, other_id: int, kind: Kind, day: date, since: date | None = None) -> Touch:
    """Note a contact as `touches_store.note` does, and announce it."""
    touch = await touches_store.note(tx, group_id, user_id, other_id, kind, day, since)
    await announce(tx, TOUCH_NOTED, touch=touch, user_id=user_id)
    return touch
