"""What a receiver's thanks for one referral add up to: the record and its query."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.money import Money

if TYPE_CHECKING:
    from bot.core.db.database import Tx


class SaidFor(Struct, frozen=True):
    """Totals of a receiver's thanks for one referral, shown to the receiver only. `for_act`: they thanked for the referral itself."""

    for_act: bool = False
    times: int = 0
    brought: tuple[Money, ...] = ()
    """The sums of the amounts, one a currency; `times` is in how many thanks they stand."""


async def said_for(tx: Tx, group_id: int, referral_id: int, author_id: int) -> SaidFor:
    """The totals of `author_id`'s thanks for one referral that were not undone."""
    rows = await tx.all(
        "SELECT for_act, currency, COUNT(amount_minor) AS times, SUM(amount_minor) AS total FROM thanks"
        " WHERE group_id = ? AND referral_id = ? AND undone_at IS NULL AND author_id = ?"
        " GROUP BY for_act, currency ORDER BY currency",
        group_id,
        referral_id,
        author_id,
    )
    # PostgreSQL's SUM of bigint is numeric, hence `int`
    # (https://www.postgresql.org/docs/current/functions-aggregate.html).
    return SaidFor(
        any(row["for_act"] for row in rows),
        sum(row["times"] for row in rows),
        tuple(Money(int(row["total"]), row["currency"]) for row in rows if row["currency"] is not None),
    )
