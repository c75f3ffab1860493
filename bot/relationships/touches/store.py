"""Queries on touches. What only the other of the two noted is read by `get`, `since_day` and `lapsed` alone: it is not to be shown."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.db.database import maybe_instant, micros
from bot.relationships.note_prints import store as note_prints_store
from bot.relationships.note_prints.store import Of
from bot.relationships.touches.model import CONFIRM_WITHIN, Kind, Touch

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.db.database import Row, Tx

SEALED = ("low_topics", "high_topics")
_COLUMNS = "id, group_id, low_id, high_id, day, kind, low_noted_at, high_noted_at, low_topics, high_topics, confirm_until"


async def note(tx: Tx, group_id: int, user_id: int, other_id: int, kind: Kind, day: date, since: date | None = None) -> Touch:
    """Note, for `user_id`, a contact with `other_id` on `day`.

    A touch of that kind which either of the two noted on a day from `since` on (by default `day`) is the same contact: it is noted in that,
    with its day. Noting again changes nothing.
    """
    low, high = sorted((user_id, other_id))
    earlier = await since_day(tx, group_id, user_id, other_id, kind, since) if since is not None else None
    mine, others = ("low", "high") if user_id == low else ("high", "low")
    row = await tx.one(
        f"INSERT INTO touches (group_id, low_id, high_id, day, kind, {mine}_noted_at) VALUES (?, ?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, low_id, high_id, day, kind)"
        f" DO UPDATE SET {mine}_noted_at = COALESCE(touches.{mine}_noted_at, excluded.{mine}_noted_at),"
        f" confirm_until = CASE WHEN touches.{others}_noted_at IS NULL THEN touches.confirm_until END RETURNING {_COLUMNS}",
        group_id,
        low,
        high,
        (earlier.day if earlier is not None else day).isoformat(),
        kind.value,
        micros(tx.now),
    )
    assert row is not None
    return _touch(tx, row)


async def ask_to_confirm(tx: Tx, touch: Touch) -> Touch:
    """Let the other confirm a touch that one of the two noted, within CONFIRM_WITHIN from now."""
    return await _changed(tx, touch, "confirm_until = ?", micros(tx.now + CONFIRM_WITHIN))


async def keep_topics(tx: Tx, touch: Touch, user_id: int, topics: str) -> Touch:
    """Replace what one of the two noted that they talked about."""
    column = "low_topics" if user_id == touch.low_id else "high_topics"
    sealed = tx.cipher.seal_text("touches", touch.group_id, touch.id, column, topics)
    await note_prints_store.keep(tx, touch.group_id, Of.TOUCH, touch.id, column, topics)
    return await _changed(tx, touch, f"{column} = ?", sealed)


async def locate(tx: Tx, touch_id: int) -> int | None:
    """The group's id; a query without a group, because buttons in direct messages name the touch alone."""
    row = await tx.one("SELECT group_id FROM touches WHERE id = ?", touch_id)
    return row["group_id"] if row else None


async def get(tx: Tx, group_id: int, touch_id: int) -> Touch | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM touches WHERE group_id = ? AND id = ?", group_id, touch_id)
    return _touch(tx, row) if row else None


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
    return _touch(tx, row) if row else None


async def last(tx: Tx, group_id: int, user_id: int, other_id: int, kinds: Collection[Kind]) -> Touch | None:
    """The last touch of these kinds with `other_id` that `user_id` noted; one with a day of its own before one of Kind.KNOWN."""
    low, high = sorted((user_id, other_id))
    noted = "low_noted_at" if user_id == low else "high_noted_at"
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM touches WHERE group_id = ? AND low_id = ? AND high_id = ? AND {noted} IS NOT NULL"
        f" AND kind IN ({', '.join('?' * len(kinds))}) ORDER BY CASE kind WHEN 'known' THEN 1 ELSE 0 END, day DESC LIMIT 1",
        group_id,
        low,
        high,
        *(kind.value for kind in kinds),
    )
    return _touch(tx, row) if row else None


async def lapsed(tx: Tx, group_id: int, limit: int) -> list[Touch]:
    """Up to `limit` touches that nobody confirmed in time."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM touches WHERE group_id = ? AND confirm_until <= ? AND confirm_until IS NOT NULL"
        " ORDER BY confirm_until, id LIMIT ?",
        group_id,
        micros(tx.now),
        limit,
    )
    return [_touch(tx, row) for row in rows]


async def delete(tx: Tx, touch: Touch) -> None:
    await tx.run("DELETE FROM touches WHERE group_id = ? AND id = ?", touch.group_id, touch.id)


async def _changed(tx: Tx, touch: Touch, change: str, value: object) -> Touch:
    row = await tx.one(
        f"UPDATE touches SET {change} WHERE group_id = ? AND id = ? RETURNING {_COLUMNS}", value, touch.group_id, touch.id
    )
    assert row is not None, "it was read in this transaction"
    return _touch(tx, row)


def _touch(tx: Tx, row: Row) -> Touch:
    group_id, touch_id = row["group_id"], row["id"]

    def topics(column: str) -> str:
        return tx.cipher.open("touches", group_id, touch_id, column, row[column])

    return Touch(
        touch_id,
        group_id,
        row["low_id"],
        row["high_id"],
        date.fromisoformat(row["day"]),
        Kind(row["kind"]),
        maybe_instant(row["low_noted_at"]),
        maybe_instant(row["high_noted_at"]),
        topics("low_topics"),
        topics("high_topics"),
        maybe_instant(row["confirm_until"]),
    )
