"""The digest's section of missing trades, once a month."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period
from bot.core.digest_block import Block
from bot.reports.trades.service import last_month, missing_in
from bot.weekly.business.model import month_that_ends_with

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.groups.model import Group

MOST_LISTED = 3


async def missing(tx: Tx, group: Group, _: Period) -> Block | None:
    """Compose the section in the news of the week after a month has closed; of others nothing is told, nor where nothing may be told."""
    week = period(PeriodName.LAST_WEEK, tx.now, group.zone, group.week_starts)
    if month_that_ends_with(week, group.zone) is None:
        return None
    found = await missing_in(tx, group, last_month(tx, group))
    if not found.trades:
        return None
    listed = [{"trade": trade, "n": n} for trade, n in found.trades[:MOST_LISTED]]
    return Block("missing_trades", {"month": found.month.isoformat(), "trades": listed, "more": len(found.trades[MOST_LISTED:])})
