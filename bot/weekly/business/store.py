"""Queries on closed business: sums of the amounts that members entered, and stored totals of weeks and months."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import Period
from bot.core.db.database import instant, micros
from bot.core.money import Money
from bot.referrals.thanks.store import COUNTED
from bot.weekly.business.model import Total

if TYPE_CHECKING:
    from collections.abc import Iterable

    from bot.core.db.database import Row, Tx


async def entered(tx: Tx, group_id: int, currency: str, periods: Iterable[Period]) -> dict[int, int]:
    """The sum of each member's amounts in this currency in the periods, in minor units (ISO 4217), but of referrals from linked groups."""
    sums: dict[int, int] = {}
    for period in periods:
        rows = await tx.all(
            "SELECT author_id, SUM(amount_minor) AS minor FROM thanks"
            f" WHERE group_id = ? AND at >= ? AND at < ? AND {COUNTED} AND currency = ? GROUP BY author_id",
            group_id,
            micros(period.start),
            micros(period.end),
            currency,
        )
        for row in rows:
            # PostgreSQL's SUM of a bigint is a numeric, which is read as a Decimal
            # (https://www.postgresql.org/docs/current/functions-aggregate.html).
            sums[row["author_id"]] = sums.get(row["author_id"], 0) + int(row["minor"])
    return sums


async def weeks(tx: Tx, group_id: int, period: Period) -> list[Total]:
    """The stored totals of weeks that overlap the period, those that may not be shown included."""
    return await _overlapping(tx, "business_totals", group_id, period)


async def months(tx: Tx, group_id: int, period: Period) -> list[Total]:
    """The stored totals of months that overlap the period, those that may not be shown included."""
    return await _overlapping(tx, "business_months", group_id, period)


async def freeze_week(tx: Tx, group_id: int, total: Total) -> None:
    """Insert a week's total, which is never updated; the primary key refuses a second one with the same start."""
    await _freeze(tx, "business_totals", group_id, total)


async def freeze_month(tx: Tx, group_id: int, total: Total) -> None:
    """Insert a month's total, which is never updated; the primary key refuses a second one with the same start."""
    await _freeze(tx, "business_months", group_id, total)


async def _overlapping(tx: Tx, table: str, group_id: int, period: Period) -> list[Total]:
    rows = await tx.all(
        f"SELECT starts_at, ends_at, minor, currency FROM {table} WHERE group_id = ? AND starts_at < ? AND ends_at > ?",
        group_id,
        micros(period.end),
        micros(period.start),
    )
    return [_total(row) for row in rows]


async def _freeze(tx: Tx, table: str, group_id: int, total: Total) -> None:
    await tx.run(
        f"INSERT INTO {table} (group_id, starts_at, ends_at, minor, currency) VALUES (?, ?, ?, ?, ?)",
        group_id,
        micros(total.period.start),
        micros(total.period.end),
        total.money.minor if total.money else None,
        total.money.currency if total.money else "",
    )


def _total(row: Row) -> Total:
    money = None if row["minor"] is None else Money(row["minor"], row["currency"])
    return Total(Period(instant(row["starts_at"]), instant(row["ends_at"])), money)
