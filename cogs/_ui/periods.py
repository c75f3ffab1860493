"""Periods and durations in words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from bot.core.calendar import PeriodName
from bot.core.errors import N_
from bot.i18n import date_stamp

if TYPE_CHECKING:
    from bot.core.calendar import Period
    from bot.i18n import Words

PERIODS = {
    PeriodName.THIS_WEEK: N_("this week"),
    PeriodName.LAST_WEEK: N_("last week"),
    PeriodName.MONTH: N_("this month"),
    PeriodName.QUARTER: N_("this quarter"),
    PeriodName.YEAR: N_("this year"),
    PeriodName.ALL_TIME: N_("all time"),
}


HOURS_SHOWN = 48
"""Longer durations are shown in days."""


def from_to(words: Words, period: Period) -> str:
    """The first and last day as timestamps, which Discord shows in the reader's time zone. The end is exclusive: an hour before it."""
    return words.t("From {start} to {end}.", start=date_stamp(period.start), end=date_stamp(period.end - timedelta(hours=1)))


def options(words: Words) -> list[tuple[str, str]]:
    """The periods for a menu."""
    return [(name.value, words.t(title)) for name, title in PERIODS.items()]


def duration(words: Words, span: timedelta) -> str:
    """A duration in days where it is longer than HOURS_SHOWN, else in hours, at least one."""
    hours = round(span.total_seconds() / 3600)
    if hours > HOURS_SHOWN:
        return words.n("{count} day", "{count} days", round(hours / 24))
    return words.n("{count} hour", "{count} hours", max(hours, 1))
