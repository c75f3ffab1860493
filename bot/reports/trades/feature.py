"""The declaration of partner trades and missing trades."""

from __future__ import annotations

from bot.core.feature import Feature, Table

FEATURE = Feature(
    "trades",
    tables=(
        Table("missing_trade_seekers", key=("month", "trade", "user_id"), owned_by=("user_id",)),
        Table("missing_trades", key=("month", "trade")),
    ),
)
