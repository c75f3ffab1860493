"""What the roster declares: its use cases."""

from __future__ import annotations

from bot.core.feature import Feature
from bot.membership.onboarding import Onboarding
from bot.membership.roster.service import Roster

FEATURE = Feature(
    "roster",
    services={"roster": Roster, "onboarding": Onboarding},
)
