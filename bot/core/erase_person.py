"""Erases a person from the tables that every feature writes to: allowances, audit log, idempotency keys, outbox."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from bot.core import allowances
from bot.core.audit_log.store import sealed_facts
from bot.core.declarations import declared

if TYPE_CHECKING:
    from bot.core.db.database import Row, Tx
    from bot.core.feature import PersonErasure


async def erase_person(tx: Tx, gone: PersonErasure) -> None:
    """Erase the person in `gone` from the allowances, the audit log, the idempotency keys and the outbox.

    Empties the reasons of log entries about them, replaces their id in the log's facts and in the ledger's sources, and deletes the
    idempotency keys of their forms and the messages about them, delivered or not. Columns that are declared as ids are renamed by the caller.
    """
    await allowances.erase_person(tx, gone)
    await tx.run("UPDATE log SET reason = '' WHERE group_id = ? AND member_id = ?", gone.group_id, gone.user_id)
    await _rewrite_log(tx, gone)
    await _rewrite_sources(tx, gone)
    # Keys of forms are `f:<form>:<person>:<nonce>`.
    await tx.run("DELETE FROM actions WHERE group_id = ? AND key LIKE ?", gone.group_id, f"f:%:{gone.user_id}:%")
    await _delete_messages(tx, gone)


async def _delete_messages(tx: Tx, gone: PersonErasure) -> None:
    """Delete the rows of the outbox that name the person as their record, or in a detail that is a code."""
    kinds = declared().messages.values()
    named = {
        "record_id": (gone.user_id, [kind.name for kind in kinds if kind.about_person]),
        "detail": (str(gone.user_id), [kind.name for kind in kinds if kind.has_codes]),
    }
    for column, (person, those) in named.items():
        await tx.run(
            f"DELETE FROM outbox WHERE group_id = ? AND {column} = ? AND kind IN ({', '.join('?' * len(those))})",
            gone.group_id,
            person,
            *those,
        )


async def _rewrite_log(tx: Tx, gone: PersonErasure) -> None:
    """Replace the person's id by `stranger_id` in `target`, `before` and `after` of entries by or about them."""
    rows = await tx.all(
        "SELECT id, at, member_id, action, target, before, after FROM log WHERE group_id = ? AND (member_id = ? OR actor_id = ?)",
        gone.group_id,
        gone.user_id,
        gone.user_id,
    )

    def renamed(row: Row, column: str) -> str:
        facts = json.loads(tx.cipher.open("log", gone.group_id, row["at"], column, row[column]))
        own = declared().actions[row["action"]].own_words if row["member_id"] == gone.user_id else ()
        # What they wrote about themselves goes; what an entry about somebody else says stays, under another id.
        kept = {name: value for name, value in facts.items() if name not in own}
        there = {name: gone.stranger_id if value == gone.user_id else value for name, value in kept.items()}
        return sealed_facts(tx, gone.group_id, row["at"], column, there)

    for row in rows:
        target = f"member:{gone.stranger_id}" if row["target"] == f"member:{gone.user_id}" else row["target"]
        await tx.run(
            "UPDATE log SET target = ?, before = ?, after = ? WHERE group_id = ? AND id = ?",
            target,
            renamed(row, "before"),
            renamed(row, "after"),
            gone.group_id,
            row["id"],
        )


async def _rewrite_sources(tx: Tx, gone: PersonErasure) -> None:
    """Replace the person's id by `stranger_id` in the sources of ledger entries, which name people after the record: `I:<id>:<person>`."""
    mine, there = str(gone.user_id), str(gone.stranger_id)
    # An entry of the table is of one of the two; a statement for each, so that each uses its index.
    for column in ("member_id", "counterpart_id"):
        rows = await tx.all(f"SELECT id, source FROM entries WHERE group_id = ? AND {column} = ?", gone.group_id, gone.user_id)
        for row in rows:
            record, number, *people = row["source"].split(":")
            if mine in people:
                source = ":".join((record, number, *(there if each == mine else each for each in people)))
                await tx.run("UPDATE entries SET source = ? WHERE group_id = ? AND id = ?", source, gone.group_id, row["id"])
