"""Totals of closed business in the weekly digest, computed once and then stored. The rules are in `weekly/business/model.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period
from bot.core.digest_block import Block
from bot.core.money import Money
from bot.groups import store as groups_store
from bot.weekly.business import store as business_store
from bot.weekly.business.model import Total, month_that_ends_with, rounded, total_of

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.core.digest_block import Facts
    from bot.groups.model import Group


async def closed_business(tx: Tx, group: Group, _: Period) -> Block | None:
    """Compose the block: the totals of the last closed week, and of the month that ended with it, as far as they may be shown."""
    if not group.amounts:
        return None
    # The last closed week, not the digest's own period: the periods of totals must not overlap (see `model`).
    week = period(PeriodName.LAST_WEEK, tx.now, group.zone, group.week_starts)
    month = month_that_ends_with(week, group.zone)
    totals = {"week": await _week(tx, group, week), "month": await _month(tx, group, month) if month else None}
    facts = {name: _facts(group, total.period, total.money) for name, total in totals.items() if total and total.money}
    return Block("business", facts, news=True) if facts else None


def _facts(group: Group, span: Period, money: Money) -> Facts:
    start, end = (moment.astimezone(group.zone).isoformat() for moment in (span.start, span.end))
    return {"minor": money.minor, "currency": money.currency, "start": start, "end": end}


async def _week(tx: Tx, group: Group, week: Period) -> Total | None:
    """The week's total, stored when it is first computed.

    None where a stored total covers some of its days but not exactly the week, as after a change of the time zone.
    """
    told = await business_store.weeks(tx, group.group_id, week)
    if not told:
        # Lock the group's row and read again: a preview and the job may compute the same total at the same time.
        await groups_store.hold(tx, group.group_id)
        told = await business_store.weeks(tx, group.group_id, week)
    if told:
        return told[0] if told[0].period == week else None
    # A month that was told holds these days: the week told apart from it now could be subtracted from it.
    if await business_store.months(tx, group.group_id, week):
        return None
    entered = await business_store.entered(tx, group.group_id, group.currency, (week,))
    total = total_of(week, entered.values(), group.currency)
    await business_store.freeze_week(tx, group.group_id, total)
    return total


async def _month(tx: Tx, group: Group, month: Period) -> Total | None:
    """The month's total, stored when it is first computed; None where a stored month overlaps it.

    Call it after `_week`, so that the month's last week is stored.
    """
    told = await business_store.months(tx, group.group_id, month)
    if told:
        return told[0] if told[0].period == month else None
    weeks = await business_store.weeks(tx, group.group_id, month)
    # A week across the month's bounds, as after a change of the zone, would make amounts of its other days derivable.
    if any(week.period.start < month.start or week.period.end > month.end for week in weeks):
        return None
    total = await _count(tx, group, month, [week for week in weeks if week.money])
    await business_store.freeze_month(tx, group.group_id, total)
    return total


async def _count(tx: Tx, group: Group, month: Period, told: list[Total]) -> Total:
    """Add the published weeks as published, and the sum of the other weeks where that may be told."""
    known = [week.money for week in told if week.money]
    # After a change of the currency the month has amounts of two, which can't be added.
    if any(money.currency != group.currency for money in known):
        return Total(month, None)
    rest = await business_store.entered(tx, group.group_id, group.currency, month.without(week.period for week in told))
    minor = sum(money.minor for money in known)
    if not rest:
        return Total(month, Money(rounded(minor), group.currency) if known else None)
    return total_of(month, rest.values(), group.currency, minor)
