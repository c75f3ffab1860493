"""The group's log."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.store.engine.database import micros

if TYPE_CHECKING:
    from bot.model.log import LogEntry
    from bot.store.engine.database import Tx


async def write(tx: Tx, entry: LogEntry) -> None:
    await tx.run(
        "INSERT INTO log (group_id, at, actor_id, member_id, action, target, before, after, reason)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.group_id,
        micros(tx.now),
        entry.actor_id,
        entry.member_id,
        entry.action,
        entry.target,
        json.dumps(dict(entry.before), ensure_ascii=False),
        json.dumps(dict(entry.after), ensure_ascii=False),
        entry.reason,
    )
