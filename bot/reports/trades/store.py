"""Queries on who holds which trade, and on the trades that members needed and nobody held."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.reports.trades.model import Seeker

if TYPE_CHECKING:
    from collections.abc import Mapping

    from bot.core.db.database import Tx


async def named_holders(tx: Tx, group_id: int) -> dict[int, str]:
    """{id: trade} of the members, active or on leave, who appear on boards by name."""
    rows = await tx.all(
        "SELECT user_id, seat FROM members WHERE group_id = ? AND status IN ('active', 'paused') AND on_boards = 1 AND seat <> ''",
        group_id,
    )
    return {row["user_id"]: row["seat"] for row in rows}


async def note(tx: Tx, group_id: int, month: str, seeker: Seeker) -> None:
    """Store that a member needed a trade. Again in the same month changes nothing, but that they asked the group."""
    await tx.run(
        "INSERT INTO missing_trade_seekers (group_id, month, trade, user_id, is_public) VALUES (?, ?, ?, ?, ?)"
        " ON CONFLICT (group_id, month, trade, user_id) DO UPDATE SET is_public = 1"
        " WHERE missing_trade_seekers.is_public < excluded.is_public",
        group_id,
        month,
        seeker.trade,
        seeker.user_id,
        int(seeker.is_public),
    )


async def seekers_before(tx: Tx, group_id: int, month: str) -> dict[str, list[Seeker]]:
    """{month: who needed which trade} of the months before `month` that were not closed yet."""
    rows = await tx.all(
        "SELECT month, trade, user_id, is_public FROM missing_trade_seekers WHERE group_id = ? AND month < ?", group_id, month
    )
    found: dict[str, list[Seeker]] = {}
    for row in rows:
        found.setdefault(row["month"], []).append(Seeker(row["trade"], row["user_id"], bool(row["is_public"])))
    return found


async def close(tx: Tx, group_id: int, month: str, counts: Mapping[str, int]) -> None:
    """Store the numbers of a month, once, and delete who they are."""
    for trade, n in counts.items():
        await tx.run(
            "INSERT INTO missing_trades (group_id, month, trade, n) VALUES (?, ?, ?, ?) ON CONFLICT (group_id, month, trade) DO NOTHING",
            group_id,
            month,
            trade,
            n,
        )
    await tx.run("DELETE FROM missing_trade_seekers WHERE group_id = ? AND month = ?", group_id, month)


async def counts(tx: Tx, group_id: int, month: str) -> dict[str, int]:
    """{trade: how many members needed it} in a closed month, as far as that may be told."""
    rows = await tx.all("SELECT trade, n FROM missing_trades WHERE group_id = ? AND month = ?", group_id, month)
    return {row["trade"]: row["n"] for row in rows}


async def prune(tx: Tx, group_id: int, before: str) -> None:
    """Delete the numbers of the months before this one."""
    await tx.run("DELETE FROM missing_trades WHERE group_id = ? AND month < ?", group_id, before)


async def renumber(tx: Tx, group_id: int, old_id: int) -> None:
    """Delete what a person needed whose records get another id."""
    await tx.run("DELETE FROM missing_trade_seekers WHERE group_id = ? AND user_id = ?", group_id, old_id)
