"""The declaration of what is told of a group's meetings."""

from __future__ import annotations

from bot.core.feature import Feature
from bot.meetings.glance.service import Glances

FEATURE = Feature("glance", services={"glances": Glances})
