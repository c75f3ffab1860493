"""The declaration of suggestions and practice."""

from __future__ import annotations

from typing import Any

from bot.core.errors import N_
from bot.core.feature import Feature, HelpLine, PanelButton, Table
from bot.relationships.suggestions.practice import Practice
from bot.relationships.suggestions.service import Suggestions


def _only_their_own(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove who left the person out, and who was asked about them."""
    for table in ("suggest_others", "practice_days"):
        rows[table] = [row for row in rows[table] if row["user_id"] == user_id]


FEATURE = Feature(
    "suggestions",
    services={"suggestions": Suggestions, "practice": Practice},
    # A row tells of both, so it goes with either.
    tables=(
        Table("suggest_others", key=("user_id", "other_id"), owned_by=("user_id", "other_id")),
        Table("practice_days", key=("user_id", "other_id"), owned_by=("user_id", "other_id")),
    ),
    help=(
        HelpLine("one-to-one suggest", N_("whom to meet next, and why"), 39),
        HelpLine("one-to-one practice", N_("five cards: who looks for whom?"), 41),
    ),
    panel=(PanelButton("panel:meet", N_("Meet somebody"), "☕", 45, is_below=True),),
    others_secrets=_only_their_own,
)
