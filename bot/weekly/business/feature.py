"""The declaration of the totals of closed business."""

from __future__ import annotations

from bot.core.feature import DigestBlock, Feature, Table
from bot.weekly.business.service import ClosedBusiness, close, closed_business

FEATURE = Feature(
    "business",
    services={"closed_business": ClosedBusiness},
    tables=(Table("business_totals", key=("starts_at",)), Table("business_months", key=("starts_at",))),
    blocks=(DigestBlock("business", 20, closed_business, close=close),),
)
