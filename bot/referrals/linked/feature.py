"""What referrals between linked groups declare."""

from __future__ import annotations

from bot.core.feature import Feature, Table

FEATURE = Feature(
    "linked",
    tables=(Table("linked_members", key=("user_id",), owned_by=("user_id",)),),
)
