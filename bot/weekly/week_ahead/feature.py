"""The declaration of the blocks about the week ahead."""

from __future__ import annotations

from bot.core.feature import DigestBlock, Feature
from bot.weekly.week_ahead.service import openings, to_do

FEATURE = Feature(
    "week_ahead",
    blocks=(DigestBlock("openings", 60, gather=openings), DigestBlock("to_do", 70, gather=to_do)),
)
