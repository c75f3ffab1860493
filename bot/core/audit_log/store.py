"""Queries on the audit log (table `log`)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import orjson

from bot.core.audit_log.model import LogEntry, Logged
from bot.core.db.database import instant, micros
from bot.core.declarations import DeclarationError, declared

if TYPE_CHECKING:
    from collections.abc import Collection

    from bot.core.audit_log.model import Facts
    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

_COLUMNS = "group_id, at, actor_id, member_id, action, target, before, after, reason"


async def write(tx: Tx, entry: LogEntry) -> None:
    """Append an entry. Raises DeclarationError for an action that no feature declares."""
    if entry.action not in declared().actions:
        raise DeclarationError(f"No feature declares the audit action {entry.action}.")
    # The id is not known before the INSERT, so the time takes its place in the cipher's additional data.
    at = micros(tx.now)

    await tx.run(
        f"INSERT INTO log ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        entry.group_id,
        at,
        entry.actor_id,
        entry.member_id,
        entry.action,
        entry.target,
        sealed_facts(tx, entry.group_id, at, "before", entry.before),
        sealed_facts(tx, entry.group_id, at, "after", entry.after),
        tx.cipher.seal_text("log", entry.group_id, at, "reason", entry.reason),
    )


def sealed_facts(tx: Tx, group_id: int, at: int, column: str, facts: Facts) -> str:
    """The value of `before` or `after` of the entry written at that time: JSON, sealed where there are any facts."""
    return tx.cipher.seal_text("log", group_id, at, column, orjson.dumps(dict(facts)).decode()) if facts else "{}"


async def of_member(tx: Tx, group_id: int, member_id: int, actions: Collection[str], limit: int, offset: int = 0) -> list[Logged]:
    """Read the entries about a member that have one of `actions`, newest first."""
    places = ", ".join("?" * len(actions))
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM log WHERE group_id = ? AND member_id = ? AND action IN ({places}) ORDER BY id DESC LIMIT ? OFFSET ?",
        group_id,
        member_id,
        *actions,
        limit,
        offset,
    )
    return [_logged(tx, row) for row in rows]


async def of_group(tx: Tx, group_id: int, member_id: int | None, span: Period, limit: int, offset: int = 0) -> list[Logged]:
    """Read the entries of a period, newest first: those about or by `member_id`, or all where it is None."""
    # The entries of one transaction have one time, `Tx.now`, so the id keeps their order.
    concerned = "" if member_id is None else " AND (member_id = ? OR actor_id = ?)"
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM log WHERE group_id = ? AND at >= ? AND at < ?{concerned} ORDER BY at DESC, id DESC LIMIT ? OFFSET ?",
        group_id,
        micros(span.start),
        micros(span.end),
        *(() if member_id is None else (member_id, member_id)),
        limit,
        offset,
    )
    return [_logged(tx, row) for row in rows]


async def of_action(tx: Tx, group_id: int, action: str, span: Period) -> list[Logged]:
    """Read the entries of one action in a period, oldest first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM log WHERE group_id = ? AND at >= ? AND at < ? AND action = ? ORDER BY at, id",
        group_id,
        micros(span.start),
        micros(span.end),
        action,
    )
    return [_logged(tx, row) for row in rows]


def _logged(tx: Tx, row: Row) -> Logged:
    def opened(column: str) -> str:
        return tx.cipher.open("log", row["group_id"], row["at"], column, row[column])

    entry = LogEntry(
        row["group_id"],
        row["actor_id"],
        row["action"],
        row["target"],
        row["member_id"],
        orjson.loads(opened("before")),
        orjson.loads(opened("after")),
        opened("reason"),
    )
    return Logged(instant(row["at"]), entry)
