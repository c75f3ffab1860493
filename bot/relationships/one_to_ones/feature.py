"""The declaration of one-to-ones."""

from __future__ import annotations

from typing import Any

from bot.core.feature import Feature, Table
from bot.relationships.one_to_ones import store as one_to_ones_store
from bot.relationships.one_to_ones.model import Answer


def _others_answers(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove from whoever asked what they are not told: that it was another time looks like silence."""
    for row in rows["talk_requests"]:
        if row["asker_id"] == user_id and row["answer"] != Answer.YES:
            row |= {"answer": Answer.NOTHING, "answered_at": None}


FEATURE = Feature(
    "one_to_ones",
    # A row tells of both, so it goes with either.
    tables=(
        Table("talk_requests", owned_by=("asker_id", "asked_id")),
        Table("talk_plans", owned_by=("low_id", "high_id"), sealed=one_to_ones_store.SEALED),
    ),
    others_secrets=_others_answers,
)
