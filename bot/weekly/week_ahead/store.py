"""Queries on members who are suggested for the week ahead."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.db.database import micros
from bot.weekly.week_ahead.model import Listener

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from bot.core.db.database import Row, Tx

_COLUMNS = "m.group_id, m.user_id, m.name, m.seat, m.ideal_referral"
_LISTENS = "m.group_id = ? AND m.status = 'active' AND m.on_boards = 1 AND m.ideal_referral <> '' AND m.seat <> ''"
"""SQL condition: active members with a trade and an ideal referral who allow to be named."""


async def count_active(tx: Tx, group_id: int) -> int:
    """The number of active members."""
    row = await tx.one("SELECT COUNT(*) AS n FROM members WHERE group_id = ? AND status = 'active'", group_id)
    assert row is not None
    return row["n"]


async def first_to_welcome(tx: Tx, group_id: int, since: datetime, before: datetime) -> Listener | None:
    """The member who joined first in `[since, before)` and has received no referral yet, from a linked group neither; None where there is none."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM members AS m WHERE {_LISTENS}"
        " AND m.joined_at >= ? AND m.joined_at < ? AND NOT EXISTS"
        " (SELECT 1 FROM referrals AS r WHERE r.group_id = m.group_id AND r.receiver_id = m.user_id)"
        " ORDER BY m.joined_at, m.user_id LIMIT 1",
        group_id,
        micros(since),
        micros(before),
    )
    return _listener(tx, row) if row else None


async def in_turn(tx: Tx, group_id: int, number: int, but: Collection[int]) -> Listener | None:
    """The member at index `number` modulo their count, by user id and without those in `but`; None where there is none."""
    others = f" AND m.user_id NOT IN ({', '.join('?' * len(but))})" if but else ""
    where = f"FROM members AS m WHERE {_LISTENS}{others}"
    listening = (group_id, *sorted(but))
    counted = await tx.one(f"SELECT COUNT(*) AS n {where}", *listening)
    assert counted is not None
    row = await tx.one(
        # By id, so that the turn does not change with a name.
        f"SELECT {_COLUMNS} {where} ORDER BY m.user_id LIMIT 1 OFFSET ?",
        *listening,
        number % max(counted["n"], 1),
    )
    return _listener(tx, row) if row else None


def _listener(tx: Tx, row: Row) -> Listener:
    wanted = tx.cipher.open("members", row["group_id"], row["user_id"], "ideal_referral", row["ideal_referral"])
    return Listener(row["user_id"], row["name"], row["seat"], wanted)
