"""The declaration of the reports on closed periods."""

from __future__ import annotations

from bot.core.feature import Feature
from bot.reports.group_report.closing import close_weeks
from bot.reports.group_report.service import GroupReports

FEATURE = Feature("group_report", services={"group_reports": GroupReports}, morning=close_weeks)
