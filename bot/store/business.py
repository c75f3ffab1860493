"""Totals of closed business: what members entered themselves, summed for a closed week and then never counted again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.model.business import Total
from bot.model.money import Money
from bot.model.weeks import Period
from bot.store.engine.database import instant, micros

if TYPE_CHECKING:
    from bot.store.engine.database import Row, Tx


async def entered(tx: Tx, group_id: int, currency: str, period: Period) -> tuple[int, int]:
    """How many members entered amounts in this currency in the period, and their sum in minor units."""
    row = await tx.one(
        "SELECT COUNT(DISTINCT author_id) AS people, COALESCE(SUM(amount_minor), 0) AS minor FROM thanks"
        " WHERE group_id = ? AND at >= ? AND at < ? AND undone_at IS NULL AND currency = ?",
        group_id,
        micros(period.start),
        micros(period.end),
        currency,
    )
    assert row is not None
    return row["people"], int(row["minor"])


async def overlapping(tx: Tx, group_id: int, period: Period) -> list[Total]:
    """The totals that were told, or kept back, of days that this period shares."""
    rows = await tx.all(
        "SELECT starts_at, ends_at, minor, currency FROM business_totals WHERE group_id = ? AND starts_at < ? AND ends_at > ?",
        group_id,
        micros(period.end),
        micros(period.start),
    )
    return [_total(row) for row in rows]


async def freeze(tx: Tx, group_id: int, total: Total) -> None:
    await tx.run(
        "INSERT INTO business_totals (group_id, starts_at, ends_at, minor, currency) VALUES (?, ?, ?, ?, ?)",
        group_id,
        micros(total.period.start),
        micros(total.period.end),
        total.money.minor if total.money else None,
        total.money.currency if total.money else "",
    )


def _total(row: Row) -> Total:
    money = None if row["minor"] is None else Money(row["minor"], row["currency"])
    return Total(Period(instant(row["starts_at"]), instant(row["ends_at"])), money)
