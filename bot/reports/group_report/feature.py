"""The declaration of the reports on closed periods."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import Feature, HelpLine
from bot.reports.group_report.closing import close_weeks
from bot.reports.group_report.service import GroupReports

FEATURE = Feature(
    "group_report",
    services={"group_reports": GroupReports},
    help=(HelpLine("group report", N_("the last month, quarter or year in numbers, also to print"), 265, for_moderators=True),),
    morning=close_weeks,
)
