"""The declaration of the index of contacts in notes."""

from __future__ import annotations

from bot.core.feature import Feature, Table

FEATURE = Feature("note_prints", tables=(Table("note_prints", hashed_by="key_id"),))
