"""Queries on imports of the roll, and on each person's records before and after one."""

from __future__ import annotations

import json
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from bot.core.db.database import instant, maybe_instant, micros
from bot.membership.members.model import Member, Status
from bot.membership.members.profile import Profile, Story
from bot.membership.roster_import.model import Change, RollImport

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.db.database import Row, Tx

KEPT = timedelta(days=30)
"""For how long an import can be undone."""
_IMPORT = "id, group_id, moderator_id, at, written, undone_at, stayed"
_PROFILE = ("business", "offer", "ideal_referral", "contact", "links")
_STORY = ("goals", "wins", "interests", "circles", "skills")
_TIMES = ("joined_at", "left_at")


async def add(tx: Tx, group_id: int, moderator_id: int, changes: Sequence[Change]) -> RollImport:
    """Store that the changes were written just now, each person's records before and after them sealed, for undoing."""
    row = await tx.one(
        f"INSERT INTO roll_imports (group_id, moderator_id, at, written) VALUES (?, ?, ?, ?) RETURNING {_IMPORT}",
        group_id,
        moderator_id,
        micros(tx.now),
        len(changes),
    )
    assert row is not None
    for change in changes:
        await tx.run(
            "INSERT INTO roll_import_changes (group_id, import_id, member_id, before, after) VALUES (?, ?, ?, ?, ?)",
            group_id,
            row["id"],
            change.after.user_id,
            None if change.before is None else _sealed(tx, change, "before", change.before),
            _sealed(tx, change, "after", change.after),
        )
    return _import(row)


async def get(tx: Tx, group_id: int, import_id: int) -> RollImport | None:
    """Read an import of the group, undone or not; None where there is none of that id."""
    row = await tx.one(f"SELECT {_IMPORT} FROM roll_imports WHERE group_id = ? AND id = ?", group_id, import_id)
    return _import(row) if row else None


async def changes(tx: Tx, found: RollImport) -> list[Change]:
    """The records before and after an import; empty once `purge` deleted them."""
    rows = await tx.all(
        "SELECT member_id, before, after FROM roll_import_changes WHERE group_id = ? AND import_id = ? ORDER BY member_id",
        found.group_id,
        found.id,
    )

    def opened(row: Row, column: str) -> Member:
        return _loaded(
            found.group_id,
            json.loads(tx.cipher.open("roll_import_changes", found.group_id, row["member_id"], column, row[column])),
        )

    return [Change(None if row["before"] is None else opened(row, "before"), opened(row, "after")) for row in rows]


async def undo(tx: Tx, found: RollImport, stayed: int) -> None:
    """Mark an import as undone, and delete the records that were kept for undoing it."""
    tx.erases()
    await tx.run(
        "UPDATE roll_imports SET undone_at = ?, stayed = ? WHERE group_id = ? AND id = ?",
        micros(tx.now),
        stayed,
        found.group_id,
        found.id,
    )
    await tx.run("DELETE FROM roll_import_changes WHERE group_id = ? AND import_id = ?", found.group_id, found.id)


async def purge(tx: Tx, group_id: int) -> None:
    """Delete the records of imports older than KEPT, without which one can't be undone; only by a trusted clock."""
    if not tx.clock_is_trusted:
        return
    deleted = await tx.run(
        "DELETE FROM roll_import_changes WHERE group_id = ? AND import_id IN"
        " (SELECT id FROM roll_imports WHERE group_id = ? AND at < ?)",
        group_id,
        group_id,
        micros(tx.now - KEPT),
    )
    if deleted:
        tx.erases()


async def delete_expected(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete an expected member's row, and set references to it in other members' rows to NULL."""
    tx.erases()
    for column in ("partner_of", "sponsor_id"):
        await tx.run(f"UPDATE members SET {column} = NULL WHERE group_id = ? AND {column} = ?", group_id, user_id)
    # Expected members have negative ids; the condition keeps a person's own row from being deleted by mistake.
    await tx.run("DELETE FROM members WHERE group_id = ? AND user_id = ? AND user_id < 0", group_id, user_id)


async def renumbered(tx: Tx, *, group_id: int, old_id: int, new_id: int) -> None:
    """Delete the records of an expected member who was recognised: they are a member now, whom undoing must not remove."""
    if await tx.run("DELETE FROM roll_import_changes WHERE group_id = ? AND member_id IN (?, ?)", group_id, old_id, new_id):
        tx.erases()


def _sealed(tx: Tx, change: Change, column: str, member: Member) -> str:
    """The fields that an import may write, as JSON. No other person's id is among them."""
    kept: dict[str, Any] = {"user_id": member.user_id, "name": member.name, "status": member.status.value, "seat": member.seat}
    kept |= {name: getattr(member.profile, name) for name in _PROFILE}
    kept |= {name: getattr(member.story, name) for name in _STORY}
    kept |= {name: moment.isoformat() if (moment := getattr(member, name)) else None for name in _TIMES}
    kept["returns_to"] = member.returns_to.value if member.returns_to else None
    place = ("roll_import_changes", change.after.group_id, change.after.user_id, column)
    return tx.cipher.seal_text(*place, json.dumps(kept, ensure_ascii=False))


def _loaded(group_id: int, kept: dict[str, Any]) -> Member:
    joined_at, left_at = (datetime.fromisoformat(kept[name]) if kept[name] else None for name in _TIMES)
    return Member(
        group_id,
        kept["user_id"],
        kept["name"],
        Status(kept["status"]),
        kept["seat"],
        profile=Profile(**{name: kept[name] for name in _PROFILE}),
        story=Story(**{name: kept[name] for name in _STORY}),
        returns_to=Status(kept["returns_to"]) if kept["returns_to"] else None,
        joined_at=joined_at,
        left_at=left_at,
    )


def _import(row: Row) -> RollImport:
    return RollImport(
        row["id"],
        row["group_id"],
        row["moderator_id"],
        instant(row["at"]),
        row["written"],
        maybe_instant(row["undone_at"]),
        row["stayed"],
    )
