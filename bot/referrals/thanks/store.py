"""Queries on thanks. Amounts are summed for their author only."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.db.database import instant, maybe_instant, micros
from bot.core.money import Money
from bot.referrals.thanks.model import Business, Thanks

if TYPE_CHECKING:
    from collections.abc import Sequence

    from bot.core.calendar import Period
    from bot.core.db.database import Row, Tx

_COLUMNS = "id, group_id, number, author_id, thanked_id, referral_id, message, amount_minor, currency, business, at, undone_at, pleasure_at, voided, for_act"

COUNTED = (
    "undone_at IS NULL AND NOT EXISTS"
    " (SELECT 1 FROM referrals AS r WHERE r.id = thanks.referral_id AND r.giver_group_id IS NOT NULL)"
)
"""SQL condition: thanks are in force and not for a referral from a linked group, which counts in no group's numbers."""


class NewThanks(Struct, frozen=True):
    """Thanks to be inserted."""

    author_id: int
    thanked_id: int
    referral_id: int | None
    message: str
    amount: Money | None
    business: Business
    for_act: bool = False


async def add(tx: Tx, group_id: int, number: int, new: NewThanks) -> Thanks:
    row = await tx.one(
        "INSERT INTO thanks (group_id, number, author_id, thanked_id, referral_id, message, amount_minor, currency, business, at,"
        " for_act) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) RETURNING id",
        group_id,
        number,
        new.author_id,
        new.thanked_id,
        new.referral_id,
        tx.cipher.seal_text("thanks", group_id, number, "message", new.message),
        new.amount.minor if new.amount else None,
        new.amount.currency if new.amount else None,
        new.business.value,
        micros(tx.now),
        int(new.for_act),
    )
    assert row is not None
    return Thanks(
        row["id"],
        group_id,
        number,
        new.author_id,
        new.thanked_id,
        new.referral_id,
        new.message,
        new.amount,
        new.business,
        tx.now,
        for_act=new.for_act,
    )


async def located(tx: Tx, thanks_id: int) -> Thanks | None:
    """Read thanks of whichever group they are; a query without a group, because buttons in direct messages name the thanks alone."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM thanks WHERE id = ?", thanks_id)
    return _thanks(tx, row) if row else None


async def get(tx: Tx, group_id: int, thanks_id: int) -> Thanks | None:
    """Read thanks of the group by id, undone or not; None where there are none."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM thanks WHERE group_id = ? AND id = ?", group_id, thanks_id)
    return _thanks(tx, row) if row else None


async def by_number(tx: Tx, group_id: int, number: int) -> Thanks | None:
    """Read thanks of the group by their number in it, undone or not; None where there are none."""
    row = await tx.one(f"SELECT {_COLUMNS} FROM thanks WHERE group_id = ? AND number = ?", group_id, number)
    return _thanks(tx, row) if row else None


async def several(tx: Tx, group_id: int, ids: Sequence[int]) -> list[Thanks]:
    """Read these thanks of the group, or for what was given from it to linked ones, the newest first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM thanks AS t WHERE id IN ({', '.join('?' * len(ids))}) AND (group_id = ? OR EXISTS"
        " (SELECT 1 FROM referrals AS r WHERE r.id = t.referral_id AND r.giver_group_id = ?)) ORDER BY id DESC",
        *(*ids, group_id, group_id),
    )
    return [_thanks(tx, row) for row in rows]


async def undo(tx: Tx, thanks: Thanks, *, voided: bool = False) -> None:
    """Mark thanks as undone, by their author or by a moderator (`voided`)."""
    await tx.run(
        "UPDATE thanks SET undone_at = ?, voided = ? WHERE group_id = ? AND id = ?",
        micros(tx.now),
        int(voided),
        thanks.group_id,
        thanks.id,
    )


async def answer(tx: Tx, thanks: Thanks) -> bool:
    """Mark thanks as answered; False where they already were."""
    return bool(
        await tx.run(
            # Only one of two simultaneous presses finds it NULL and counts.
            "UPDATE thanks SET pleasure_at = ? WHERE group_id = ? AND id = ? AND pleasure_at IS NULL",
            micros(tx.now),
            thanks.group_id,
            thanks.id,
        )
    )


async def still_won(tx: Tx, group_id: int, referral_id: int) -> bool:
    """Whether any thanks for work from the referral are in force."""
    row = await tx.one(
        "SELECT 1 FROM thanks WHERE group_id = ? AND referral_id = ? AND undone_at IS NULL AND for_act = 0 LIMIT 1",
        group_id,
        referral_id,
    )
    return row is not None


async def for_act(tx: Tx, group_id: int, referral_id: int) -> Thanks | None:
    """The thanks for the referral as such that are in force; None where there are none."""
    row = await tx.one(
        f"SELECT {_COLUMNS} FROM thanks WHERE group_id = ? AND referral_id = ? AND undone_at IS NULL AND for_act = 1",
        group_id,
        referral_id,
    )
    return _thanks(tx, row) if row else None


async def count_in(tx: Tx, group_id: int, period: Period) -> int:
    """How many thanks of the period count."""
    row = await tx.one(
        f"SELECT COUNT(*) AS n FROM thanks WHERE group_id = ? AND at >= ? AND at < ? AND {COUNTED}",
        group_id,
        micros(period.start),
        micros(period.end),
    )
    assert row is not None
    return row["n"]


async def in_period(tx: Tx, group_id: int, period: Period, limit: int) -> list[Thanks]:
    """The first `limit` thanks of the period that count, oldest first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM thanks WHERE group_id = ? AND at >= ? AND at < ? AND {COUNTED} ORDER BY at, id LIMIT ?",
        group_id,
        micros(period.start),
        micros(period.end),
        limit,
    )
    return [_thanks(tx, row) for row in rows]


async def said_to(tx: Tx, group_id: int, thanked_id: int, period: Period, limit: int) -> list[Thanks]:
    """The last `limit` thanks to a member in the period that are in force and have words, the earliest first."""
    rows = await tx.all(
        f"SELECT {_COLUMNS} FROM thanks WHERE group_id = ? AND thanked_id = ? AND at >= ? AND at < ? AND undone_at IS NULL"
        # By one press has no words; an erased author's are emptied.
        " AND for_act = 0 AND message <> '' ORDER BY at DESC, id DESC LIMIT ?",
        group_id,
        thanked_id,
        micros(period.start),
        micros(period.end),
        limit,
    )
    return [_thanks(tx, row) for row in reversed(rows)]


async def brought(tx: Tx, group_id: int, author_id: int, period: Period | None = None) -> list[Money]:
    """The sum of the amounts that a member entered, in the period or of all time, one for each currency."""
    within, bounds = (" AND at >= ? AND at < ?", (micros(period.start), micros(period.end))) if period else ("", ())
    rows = await tx.all(
        "SELECT currency, SUM(amount_minor) AS total FROM thanks WHERE group_id = ? AND author_id = ? AND undone_at IS NULL"
        f" AND amount_minor IS NOT NULL{within} GROUP BY currency ORDER BY currency",
        group_id,
        author_id,
        *bounds,
    )
    # PostgreSQL's SUM of bigint is numeric, hence `int` (https://www.postgresql.org/docs/current/functions-aggregate.html).
    return [Money(int(row["total"]), row["currency"]) for row in rows]


def _thanks(tx: Tx, row: Row) -> Thanks:
    return Thanks(
        id=row["id"],
        group_id=row["group_id"],
        number=row["number"],
        author_id=row["author_id"],
        thanked_id=row["thanked_id"],
        referral_id=row["referral_id"],
        message=tx.cipher.open("thanks", row["group_id"], row["number"], "message", row["message"]),
        amount=None if row["amount_minor"] is None else Money(row["amount_minor"], row["currency"]),
        business=Business(row["business"]),
        at=instant(row["at"]),
        undone_at=maybe_instant(row["undone_at"]),
        pleasure_at=maybe_instant(row["pleasure_at"]),
        voided=bool(row["voided"]),
        for_act=bool(row["for_act"]),
    )


async def empty(tx: Tx, group_id: int, author_id: int) -> None:
    """Delete the messages and amounts of all thanks by a person."""
    await tx.run(
        "UPDATE thanks SET message = '', amount_minor = NULL, currency = NULL WHERE group_id = ? AND author_id = ?",
        group_id,
        author_id,
    )
