"""The declaration of a member's own activity."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import Feature, HelpLine
from bot.weekly.activity.service import ActivityService
from bot.weekly.activity.year import Years

FEATURE = Feature(
    "activity",
    services={"activity": ActivityService, "years": Years},
    help=(HelpLine("me", N_("your own numbers, for your eyes only"), 60),),
)
