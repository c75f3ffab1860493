"""The declaration of the deletion of departed groups."""

from __future__ import annotations

from bot.core.feature import Feature, Table
from bot.membership.departed_groups.service import DepartedGroups

FEATURE = Feature(
    "departed_groups",
    services={"departed_groups": DepartedGroups},
    tables=(Table("departed_groups", key=()),),
)
