"""The declaration of partner trades and missing trades."""

from __future__ import annotations

from bot.asks.events import NEED_POSTED
from bot.core.feature import DigestBlock, Feature, Table
from bot.membership.events import MEMBER_RENUMBERED
from bot.reports.trades.digest import missing
from bot.reports.trades.service import TradeFlows, close_months, need_posted, renumbered, tend

FEATURE = Feature(
    "trades",
    services={"trade_flows": TradeFlows},
    tables=(
        Table("missing_trade_seekers", key=("month", "trade", "user_id"), owned_by=("user_id",)),
        Table("missing_trades", key=("month", "trade")),
    ),
    blocks=(DigestBlock("missing_trades", 62, missing, close=close_months),),
    morning=tend,
    hears={NEED_POSTED: need_posted, MEMBER_RENUMBERED: renumbered},
)
