"""The declaration of a person's own groups."""

from __future__ import annotations

from bot.core.feature import Feature
from bot.reports.my_groups.service import MyGroups

FEATURE = Feature("my_groups", services={"my_groups": MyGroups})
