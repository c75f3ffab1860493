"""Questions and answers about an application."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_
from bot.core.text import PARAGRAPH, Field

if TYPE_CHECKING:
    from datetime import datetime

QUESTION = Field(N_("Your question"), PARAGRAPH, multiline=True)
ANSWER = Field(N_("Your answer"), PARAGRAPH, multiline=True)
MOST_NOTES = 20
"""Maximum number of questions and answers about one application."""


class Note(Struct, frozen=True):
    """A question if a moderator is its author, an answer if the applicant is."""

    applicant_id: int
    author_id: int
    text: str
    at: datetime

    @property
    def is_answer(self) -> bool:
        """Whether the applicant wrote it, and not a moderator."""
        return self.author_id == self.applicant_id


class PastDecisions(Struct, frozen=True):
    """What is known of an applicant who deleted their data: when they were last declined and removed."""

    declined_at: datetime | None = None
    removed_at: datetime | None = None
