"""What moderators ask an applicant, and what comes back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.errors import N_
from bot.core.text import PARAGRAPH, Field

if TYPE_CHECKING:
    from datetime import datetime

QUESTION = Field(N_("Your question"), PARAGRAPH, multiline=True)
ANSWER = Field(N_("Your answer"), PARAGRAPH, multiline=True)
MOST_NOTES = 20
"""How often the two sides may write to each other about one application."""


@dataclass(frozen=True, slots=True)
class Note:
    """A question where a moderator wrote it, an answer where the applicant did."""

    applicant_id: int
    author_id: int
    text: str
    at: datetime

    @property
    def is_answer(self) -> bool:
        return self.author_id == self.applicant_id
