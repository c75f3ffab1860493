"""The declaration of fit."""

from __future__ import annotations

from bot.core.feature import Feature, Table

FEATURE = Feature(
    "fit",
    # A row is the word of the one to the other, so it goes with either.
    tables=(
        Table(
            "referral_fits",
            key=("referral_id",),
            owned_by=("giver_id", "receiver_id"),
            sealed=("fitted",),
            sealed_by="referral_id",
        ),
    ),
)
