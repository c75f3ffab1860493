"""Queries on the open needs that fit members who want to read of them in the morning list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.morning_items import WaitingItem
from bot.referrals.reminders.morning_items import not_named

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Tx

SEALED = ("words",)


async def wanted(tx: Tx, group_id: int, after: int, limit: int) -> list[int]:
    """The ids, above `after` and in ascending order, of the active members who want to read of needs that fit them."""
    rows = await tx.all(
        "SELECT user_id FROM members WHERE group_id = ? AND user_id > ? AND status = 'active' AND dm_fits = 1 ORDER BY user_id LIMIT ?",
        group_id,
        after,
        limit,
    )
    return [row["user_id"] for row in rows]


async def keep(tx: Tx, group_id: int, need_id: int, words: Mapping[int, str]) -> None:
    """Store by which of their own words an open need fits each of these members, as far as they still want to know."""
    places = ", ".join("?" * len(words))
    rows = await tx.all(
        "SELECT m.user_id FROM members AS m JOIN needs AS n ON n.group_id = m.group_id AND n.id = ? AND n.state = 'open'"
        f" WHERE m.group_id = ? AND m.user_id IN ({places}) AND m.status = 'active' AND m.dm_fits = 1",
        need_id,
        group_id,
        *sorted(words),
    )
    for row in rows:
        user_id = row["user_id"]
        await tx.run(
            "INSERT INTO need_fits (group_id, user_id, need_id, words) VALUES (?, ?, ?, ?)"
            " ON CONFLICT (group_id, user_id, need_id) DO NOTHING",
            group_id,
            user_id,
            need_id,
            tx.cipher.seal_text("need_fits", group_id, user_id, "words", words[user_id]),
        )


async def waiting(tx: Tx, group_id: int, kind: str, after: int, limit: int) -> list[WaitingItem]:
    """Up to `limit` of the open needs that fit people whose ids are above `after`, in the order of these.

    Without what the morning list named under `kind` already, and where the author was muted.
    """
    rows = await tx.all(
        "SELECT f.user_id, f.need_id FROM need_fits AS f"
        " JOIN members AS m ON m.group_id = f.group_id AND m.user_id = f.user_id AND m.dm_fits = 1"
        " JOIN needs AS n ON n.group_id = f.group_id AND n.id = f.need_id AND n.state = 'open'"
        f" WHERE f.group_id = ? AND f.user_id > ? AND {not_named('f.user_id', kind, 'f.need_id')} AND NOT EXISTS"
        " (SELECT 1 FROM muted_senders AS s WHERE s.group_id = f.group_id AND s.user_id = f.user_id AND s.sender_id = n.author_id)"
        " ORDER BY f.user_id, f.need_id LIMIT ?",
        group_id,
        after,
        group_id,
        limit,
    )
    return [WaitingItem(row["user_id"], row["need_id"]) for row in rows]


async def words_of(tx: Tx, group_id: int, user_id: int, need_id: int) -> str | None:
    """The words of a member's profile by which a need fits them; None where it does not, or they want to read of none any more."""
    row = await tx.one(
        "SELECT f.words FROM need_fits AS f JOIN members AS m ON m.group_id = f.group_id AND m.user_id = f.user_id AND m.dm_fits = 1"
        " WHERE f.group_id = ? AND f.user_id = ? AND f.need_id = ?",
        group_id,
        user_id,
        need_id,
    )
    return None if row is None else tx.cipher.open("need_fits", group_id, user_id, "words", row["words"])


async def forget(tx: Tx, group_id: int, user_id: int) -> None:
    """Delete what was found to fit a member."""
    if await tx.run("DELETE FROM need_fits WHERE group_id = ? AND user_id = ?", group_id, user_id):
        tx.erases()


async def prune(tx: Tx, group_id: int) -> None:
    """Delete what was found for needs that are open no more; only by a trusted clock, as it may have ended them."""
    if not tx.clock_is_trusted:
        return
    deleted = await tx.run(
        "DELETE FROM need_fits WHERE group_id = ? AND NOT EXISTS"
        " (SELECT 1 FROM needs AS n WHERE n.group_id = need_fits.group_id AND n.id = need_fits.need_id AND n.state = 'open')",
        group_id,
    )
    if deleted:
        tx.erases()
