"""Queries on terms, and on the messages in which moderators read which of them end soon."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from bot.core.db.database import literals, maybe_instant, micros
from bot.membership.members.model import BELONGING
from bot.membership.terms.model import Ending, Term

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.core.db.database import Row, Tx

_COLUMNS = "group_id, user_id, last_day, list_id, offered_at"
_BELONGING = literals(BELONGING)


async def get(tx: Tx, group_id: int, user_id: int) -> Term | None:
    row = await tx.one(f"SELECT {_COLUMNS} FROM terms WHERE group_id = ? AND user_id = ?", group_id, user_id)
    return _term(row) if row else None


async def enter(tx: Tx, group_id: int, user_id: int, last_day: date) -> None:
    """Store the last day of a member's term in place of an earlier one; moderators will read of it anew."""
    await tx.run(
        "INSERT INTO terms (group_id, user_id, last_day, entered_at) VALUES (?, ?, ?, ?) ON CONFLICT (group_id, user_id)"
        " DO UPDATE SET last_day = excluded.last_day, entered_at = excluded.entered_at, list_id = NULL, offered_at = NULL",
        group_id,
        user_id,
        last_day.isoformat(),
        micros(tx.now),
    )


async def delete(tx: Tx, group_id: int, user_id: int) -> None:
    await tx.run("DELETE FROM terms WHERE group_id = ? AND user_id = ?", group_id, user_id)


async def offered(tx: Tx, term: Term) -> bool:
    """Note that a moderator offered the member their year. Returns whether none had."""
    sql = "UPDATE terms SET offered_at = ? WHERE group_id = ? AND user_id = ? AND offered_at IS NULL"
    return bool(await tx.run(sql, micros(tx.now), term.group_id, term.user_id))


async def unlisted(tx: Tx, group_id: int, until: date, before: datetime, limit: int) -> list[int]:
    """The members whose term ends by `until`, the first first; of those that were entered before `before` and stand in no list."""
    rows = await tx.all(
        "SELECT t.user_id FROM terms AS t JOIN members AS m ON m.group_id = t.group_id AND m.user_id = t.user_id"
        # The literals are the condition of a partial index.
        " WHERE t.group_id = ? AND t.list_id IS NULL AND t.last_day <= ? AND t.entered_at < ?"
        f" AND m.status IN ({_BELONGING}) ORDER BY t.last_day, t.user_id LIMIT ?",
        group_id,
        until.isoformat(),
        micros(before),
        limit,
    )
    return [row["user_id"] for row in rows]


async def put_on_list(tx: Tx, group_id: int, user_ids: Sequence[int]) -> int:
    """Note that these members stand in a new list, and return its id."""
    row = await tx.one("INSERT INTO term_lists (group_id, posted_at) VALUES (?, ?) RETURNING id", group_id, micros(tx.now))
    assert row is not None
    places = ", ".join("?" * len(user_ids))
    await tx.run(f"UPDATE terms SET list_id = ? WHERE group_id = ? AND user_id IN ({places})", row["id"], group_id, *user_ids)
    return row["id"]


async def listed(tx: Tx, group_id: int, list_id: int) -> list[Ending]:
    """Who stands in a list and belongs to the group, the first to end first."""
    columns = ", ".join(f"t.{column}" for column in _COLUMNS.split(", "))
    rows = await tx.all(
        f"SELECT {columns}, m.name FROM terms AS t"
        " JOIN members AS m ON m.group_id = t.group_id AND m.user_id = t.user_id"
        f" WHERE t.list_id = ? AND t.group_id = ? AND m.status IN ({_BELONGING}) ORDER BY t.last_day, t.user_id",
        list_id,
        group_id,
    )
    return [Ending(_term(row), row["name"]) for row in rows]


async def edited(tx: Tx, group_id: int, list_id: int) -> int:
    """Count an edit of a list, and return the number."""
    row = await tx.one(
        "UPDATE term_lists SET version = version + 1 WHERE group_id = ? AND id = ? RETURNING version", group_id, list_id
    )
    assert row is not None
    return row["version"]


def _term(row: Row) -> Term:
    return Term(
        row["group_id"],
        row["user_id"],
        date.fromisoformat(row["last_day"]),
        row["list_id"],
        maybe_instant(row["offered_at"]),
    )
