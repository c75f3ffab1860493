"""Queries on who helped whom by a need, and on the referrals that came of one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.asks.model import Help, Received
from bot.core.db.database import instant, micros
from bot.referrals.model import NOT_COUNTED, TAKEN_BACK

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import datetime

    from bot.asks.model import Need
    from bot.core.db.database import Row, Tx

_COLUMNS = "group_id, need_id, helper_id, reader_id, helped_at, counts, thanks_id"


async def add(tx: Tx, need: Need, helper_id: int, reader_id: int, *, counts: bool, thanks_id: int | None = None) -> Help:
    row = await tx.one(
        f"INSERT INTO helps ({_COLUMNS}) VALUES (?, ?, ?, ?, ?, ?, ?) RETURNING {_COLUMNS}",
        need.group_id,
        need.id,
        helper_id,
        reader_id,
        micros(tx.now),
        int(counts),
        thanks_id,
    )
    assert row is not None
    return _help(row)


async def get(tx: Tx, need: Need, helper_id: int, reader_id: int) -> Help | None:
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM helps WHERE group_id = ? AND need_id = ? AND helper_id = ? AND reader_id = ?",
        need.group_id,
        need.id,
        helper_id,
        reader_id,
    )
    return _help(row) if row else None


async def of_needs(tx: Tx, group_id: int, need_ids: Sequence[int], limit: int) -> list[Help]:
    """Who helped by these needs: the first `limit`, by need and then by helper."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM helps WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})"
        " ORDER BY need_id, helper_id, reader_id LIMIT ?",
        group_id,
        *need_ids,
        limit,
    )
    return [_help(row) for row in rows]


async def between(tx: Tx, group_id: int, user_id: int, need_ids: Sequence[int], limit: int) -> list[Help]:
    """By which of these needs that person helped or was helped: the first `limit`, by need and then by helper."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM helps WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})"
        " AND (helper_id = ? OR reader_id = ?) ORDER BY need_id, helper_id, reader_id LIMIT ?",
        group_id,
        *need_ids,
        user_id,
        user_id,
        limit,
    )
    return [_help(row) for row in rows]


async def by_reader(tx: Tx, group_id: int, reader_id: int, need_ids: Sequence[int]) -> list[Help]:
    """What of these needs helped that reader."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM helps WHERE group_id = ? AND reader_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})",
        group_id,
        reader_id,
        *need_ids,
    )
    return [_help(row) for row in rows]


async def counted(tx: Tx, need: Need) -> list[Help]:
    """All of the need that stand in the ledger or came with thanks."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM helps WHERE group_id = ? AND need_id = ? AND (counts = 1 OR thanks_id IS NOT NULL)",
        need.group_id,
        need.id,
    )
    return [_help(row) for row in rows]


async def numbers(tx: Tx, group_id: int, need_ids: Sequence[int]) -> dict[int, int]:
    """How many pressed that each of these needs helped them, or was answered; one without any is left out."""
    rows = await tx.all(
        f"SELECT need_id, COUNT(*) AS n FROM helps WHERE group_id = ? AND need_id IN ({', '.join('?' * len(need_ids))})"
        " GROUP BY need_id",
        group_id,
        *need_ids,
    )
    return {row["need_id"]: row["n"] for row in rows}


async def counts_since(tx: Tx, group_id: int, helper_id: int, reader_id: int, since: datetime) -> bool:
    """Whether a tip of the helper counted for that reader since then."""
    row = await tx.one(
        "SELECT 1 FROM helps AS h JOIN needs AS n ON n.group_id = h.group_id AND n.id = h.need_id AND n.kind = 'tip'"
        " WHERE h.group_id = ? AND h.helper_id = ? AND h.reader_id = ? AND h.helped_at >= ? AND h.counts = 1 LIMIT 1",
        group_id,
        helper_id,
        reader_id,
        micros(since),
    )
    return row is not None


async def add_referral(tx: Tx, need: Need, referral_id: int, trade: str) -> None:
    """Note that a referral came of the need, for which of its trades; repeated, it changes nothing."""
    await tx.run(
        "INSERT INTO need_referrals (group_id, need_id, referral_id, trade) VALUES (?, ?, ?, ?)"
        " ON CONFLICT (group_id, need_id, referral_id) DO NOTHING",
        need.group_id,
        need.id,
        referral_id,
        trade,
    )


async def referrals(tx: Tx, need: Need) -> list[int]:
    """The ids of the referrals that came of the need, the oldest first."""
    sql = "SELECT referral_id FROM need_referrals WHERE group_id = ? AND need_id = ? ORDER BY referral_id"
    return [row["referral_id"] for row in await tx.all(sql, need.group_id, need.id)]


async def need_of(tx: Tx, group_id: int, referral_id: int) -> int | None:
    """The id of the need of which a referral came; None for one that came of none."""
    row = await tx.one("SELECT need_id FROM need_referrals WHERE group_id = ? AND referral_id = ?", group_id, referral_id)
    return row["need_id"] if row else None


async def count_referrals(tx: Tx, group_id: int, need_ids: Sequence[int]) -> dict[int, int]:
    """How many referrals came of each of these needs and were not taken back, which the group reads; one that never had any is left out."""
    rows = await tx.all(
        f"SELECT n.need_id, SUM(CASE WHEN r.state IN ({', '.join('?' * len(TAKEN_BACK))}) THEN 0 ELSE 1 END) AS n"
        " FROM need_referrals AS n JOIN referrals AS r ON r.id = n.referral_id"
        f" WHERE n.group_id = ? AND n.need_id IN ({', '.join('?' * len(need_ids))}) GROUP BY n.need_id",
        *(state.value for state in TAKEN_BACK),
        group_id,
        *need_ids,
    )
    return {row["need_id"]: int(row["n"]) for row in rows}


async def received(tx: Tx, group_id: int, need_ids: Sequence[int]) -> dict[int, Received]:
    """Who got referrals out of these needs, by the need's id; one of which none came is left out."""
    rows = await tx.all(
        "SELECT n.need_id, r.receiver_id, n.trade,"
        f" SUM(CASE WHEN r.state IN ({', '.join('?' * len(NOT_COUNTED))}) THEN 0 ELSE 1 END) AS standing"
        " FROM need_referrals AS n JOIN referrals AS r ON r.id = n.referral_id"
        f" WHERE n.group_id = ? AND n.need_id IN ({', '.join('?' * len(need_ids))}) GROUP BY n.need_id, r.receiver_id, n.trade",
        *(state.value for state in NOT_COUNTED),
        group_id,
        *need_ids,
    )
    found: dict[int, Received] = {}
    for row in rows:
        found.setdefault(row["need_id"], Received()).stands[row["receiver_id"], row["trade"]] = bool(row["standing"])
    return found


def _help(row: Row) -> Help:
    return Help(
        row["group_id"],
        row["need_id"],
        row["helper_id"],
        row["reader_id"],
        instant(row["helped_at"]),
        bool(row["counts"]),
        row["thanks_id"],
    )
