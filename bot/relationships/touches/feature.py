"""The declaration of touches."""

from __future__ import annotations

from typing import Any

from bot.core.feature import Feature, Table


def _noted_by_themselves(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove what only the other of the two noted, which is theirs alone to know."""
    rows["touches"] = [
        row for row in rows["touches"] if row["low_noted_at" if row["low_id"] == user_id else "high_noted_at"] is not None
    ]


FEATURE = Feature(
    "touches",
    # A row tells of both, so it goes with either.
    tables=(Table("touches", key=("low_id", "high_id", "day"), owned_by=("low_id", "high_id")),),
    others_secrets=_noted_by_themselves,
)
