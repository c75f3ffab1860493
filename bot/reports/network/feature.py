"""The declaration of the picture of the network."""

from __future__ import annotations

from bot.core.feature import Feature
from bot.reports.network.service import Networks

FEATURE = Feature("network", services={"networks": Networks})
