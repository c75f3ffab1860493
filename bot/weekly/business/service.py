"""Totals of closed business in the weekly digest, computed once and then stored. The rules are in `weekly/business/model.py`."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period
from bot.core.digest_block import Block
from bot.core.money import Money
from bot.core.use_case import Service, reads
from bot.groups import store as groups_store
from bot.weekly.business import store as business_store
from bot.weekly.business.model import Total, month_that_ends_with, rounded, total_of

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.core.db.database import Tx
    from bot.core.digest_block import Facts
    from bot.groups.model import Group


class ClosedBusiness(Service):
    @reads
    async def of_week(self, tx: Tx, group: Group, week: Period) -> Money | None:
        """The total of a closed week as the weekly news tells it; None where it may not be told, or nothing computed it yet.

        For whoever may read the group's news: the caller authorises.
        """
        if not group.amounts:
            return None
        totals = await business_store.weeks(tx, group.group_id, week)
        return next((total.money for total in totals if total.period == week), None)


async def close(tx: Tx, group: Group) -> None:
    """Store the totals of the last closed week, and of the month that ended with it, where they are not stored yet."""
    if not group.amounts:
        return
    week = _last_week(tx, group)
    await _close_week(tx, group, week)
    month = month_that_ends_with(week, group.zone)
    if month:
        await _close_month(tx, group, month)


async def closed_business(tx: Tx, group: Group, _: Period) -> Block | None:
    """Compose the block from the totals that `close` stored, as far as they may be shown."""
    if not group.amounts:
        return None
    week = _last_week(tx, group)
    month = month_that_ends_with(week, group.zone)
    found = {
        "week": await business_store.weeks(tx, group.group_id, week),
        "month": await business_store.months(tx, group.group_id, month) if month else [],
    }
    # A stored total that covers some of the days but not exactly these is of before a change of the time zone.
    facts = {
        name: _facts(group, total.period, total.money)
        for name, totals in found.items()
        for total in totals
        if total.period in (week, month) and total.money
    }
    return Block("business", facts, news=True) if facts else None


def _last_week(tx: Tx, group: Group) -> Period:
    # Not the digest's own period: the periods of totals must not overlap (see `model`).
    return period(PeriodName.LAST_WEEK, tx.now, group.zone, group.week_starts)


def _facts(group: Group, span: Period, money: Money) -> Facts:
    start, end = (moment.astimezone(group.zone).isoformat() for moment in (span.start, span.end))
    return {"minor": money.minor, "currency": money.currency, "start": start, "end": end}


async def _close_week(tx: Tx, group: Group, week: Period) -> None:
    """Store the week's total, unless a stored one covers some of its days."""
    if await business_store.weeks(tx, group.group_id, week):
        return
    # Lock the group's row and read again: a preview and the job may compute the same total at the same time.
    await groups_store.hold(tx, group.group_id)
    if await business_store.weeks(tx, group.group_id, week):
        return
    # A month that was told holds these days: the week told apart from it now could be subtracted from it.
    if await business_store.months(tx, group.group_id, week):
        return
    entered = await business_store.entered(tx, group.group_id, group.currency, (week,))
    await business_store.freeze_week(tx, group.group_id, total_of(week, entered.values(), group.currency))


async def _close_month(tx: Tx, group: Group, month: Period) -> None:
    """Store the month's total, unless a stored one overlaps it. Call it after `_close_week`, so that its last week is stored."""
    if await business_store.months(tx, group.group_id, month):
        return
    weeks = await business_store.weeks(tx, group.group_id, month)
    # A week across the month's bounds, as after a change of the zone, would make amounts of its other days derivable.
    if any(week.period.start < month.start or week.period.end > month.end for week in weeks):
        return
    total = await _count(tx, group, month, [week for week in weeks if week.money])
    await business_store.freeze_month(tx, group.group_id, total)


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
