"""The declaration of touches."""

from __future__ import annotations

from typing import Any

from bot.core.feature import Feature, Table
from bot.referrals.events import CONTACT_FORGOTTEN
from bot.relationships.touches import store as touches_store
from bot.relationships.touches.events import TOUCH_NOTED
from bot.relationships.touches.forgetting import NOTES, contact_forgotten
from bot.relationships.touches.model import SHARED


def _noted_by_themselves(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove what only the other of the two noted, which is theirs alone to know, and what the other talked about."""
    kept: list[dict[str, Any]] = []
    for row in rows["touches"]:
        mine, others = ("low", "high") if row["low_id"] == user_id else ("high", "low")
        if row[f"{mine}_noted_at"] is not None:
            hidden = {} if row["kind"] in SHARED else {f"{others}_noted_at": None}
            kept.append(row | hidden | {f"{others}_topics": ""})
    rows["touches"] = kept


FEATURE = Feature(
    "touches",
    # A row tells of both, so it goes with either.
    tables=(
        Table(
            "touches",
            owned_by=("low_id", "high_id"),
            sealed=touches_store.SEALED,
            times=("confirm_until",),
        ),
    ),
    announces=(TOUCH_NOTED,),
    hears={CONTACT_FORGOTTEN: contact_forgotten},
    forgettable_notes=NOTES,
    others_secrets=_noted_by_themselves,
)
