"""The closed quarters of which something is told: long enough over that they are as good as settled, and told in one way only."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName, period

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.calendar import Period, WeekRules

SETTLED_AFTER = timedelta(days=14)
"""How long after its end a quarter is settled: most of what was passed in it is accepted or declined, and who was asked has answered."""


def settled_quarter(now: datetime, rules: WeekRules) -> Period:
    """The last quarter that ended SETTLED_AFTER ago or earlier."""
    running = period(PeriodName.QUARTER, now - SETTLED_AFTER, rules.zone, rules.week_starts)
    return period(PeriodName.QUARTER, running.start - timedelta(days=1), rules.zone, rules.week_starts)
