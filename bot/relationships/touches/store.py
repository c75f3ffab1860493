"""Queries on touches."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros
from bot.relationships.touches.model import Kind, Touch

if TYPE_CHECKING:
    from bot.core.db.database import Row, Tx

_COLUMNS = "group_id, low_id, high_id, day, kind, low_noted_at, high_noted_at"


async def note(tx: Tx, group_id: int, user_id: int, other_id: int, kind: Kind, day: date, since: date) -> Touch:
    """Note, for `user_id`, a contact with `other_id` on `day`.

    A touch of that kind which either of the two noted on a day from `since` on is the same contact: it is noted in that, with its day. So
    is another touch of the pair on `day`, for they have one a day. Noting again changes nothing.
    """
    low, high = sorted((user_id, other_id))
    earlier = await since_day(tx, group_id, user_id, other_id, kind, since)
    column = "low_noted_at" if user_id == low else "high_noted_at"
    row = await tx.one(
        f"INSERT INTO touches (group_id, low_id, high_id, day, kind, {column}) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, low_id, high_id, day)"
        f" DO UPDATE SET {column} = COALESCE(touches.{column}, excluded.{column}) RETURNING {_COLUMNS}",
        group_id,
        low,
        high,
        (earlier.day if earlier is not None else day).isoformat(),
        kind.value,
        micros(tx.now),
    )
    assert row is not None
    return _touch(row)


async def since_day(tx: Tx, group_id: int, one: int, other: int, kind: Kind, since: date) -> Touch | None:
    """The pair's first touch of that kind on a day from `since` on, whichever of the two noted it."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM touches WHERE group_id = ? AND low_id = ? AND high_id = ? AND day >= ? AND kind = ?"
        " ORDER BY day LIMIT 1",
        group_id,
        *sorted((one, other)),
        since.isoformat(),
        kind.value,
    )
    return _touch(row) if row else None


def _touch(row: Row) -> Touch:
    noted = (maybe_instant(row[column]) for column in ("low_noted_at", "high_noted_at"))
    return Touch(row["group_id"], row["low_id"], row["high_id"], date.fromisoformat(row["day"]), Kind(row["kind"]), *noted)
