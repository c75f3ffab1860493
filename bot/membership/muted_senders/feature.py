"""What muted senders declare."""

from __future__ import annotations

from typing import Any

from bot.core.feature import Feature, Table
from bot.membership.muted_senders.service import MutedSenders


def _only_their_own(rows: dict[str, list[dict[str, Any]]], user_id: int) -> None:
    """Remove by whom the person was muted from their export."""
    rows["muted_senders"] = [row for row in rows["muted_senders"] if row["user_id"] == user_id]


FEATURE = Feature(
    "muted_senders",
    services={"muted_senders": MutedSenders},
    # A row tells of both, who muted and whom, so it goes with either.
    tables=(Table("muted_senders", key=("user_id", "sender_id"), owned_by=("user_id", "sender_id")),),
    others_secrets=_only_their_own,
)
