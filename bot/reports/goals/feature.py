"""The declaration of goals."""

from __future__ import annotations

from bot.core.feature import Feature, Table

FEATURE = Feature("goals", tables=(Table("group_goals", key=("group_id",)),))
