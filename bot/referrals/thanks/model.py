"""Thanks: a receiver thanks a giver, with an amount or without."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.errors import N_, Refused, not_found
from bot.core.text import THANKS, Field

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.money import Money

UNDO_WITHIN = timedelta(minutes=10)

MESSAGE = Field(N_("Your thank-you"), THANKS, multiline=True)
AMOUNT = Field(N_("Work it brought"), 40, required=False)
FOR_ACT = N_("Thank you for thinking of me!")
"""What is said by one press, whatever comes of a referral; each reads it in their language, so it is not kept."""


class Business(StrEnum):
    NEW = "new"
    REPEAT = "repeat"


BUSINESS_LABELS = {
    Business.NEW: N_("New business"),
    Business.REPEAT: N_("More work from an earlier client"),
}


@dataclass(frozen=True, slots=True)
class Thanks:
    """One thank-you from `author_id` to `thanked_id`. `amount` is for its author's eyes only."""

    id: int
    group_id: int
    number: int
    author_id: int
    thanked_id: int
    referral_id: int | None
    message: str
    amount: Money | None
    business: Business
    at: datetime
    undone_at: datetime | None = None
    pleasure_at: datetime | None = None
    voided: bool = False
    """Taken back by a moderator, not by its author."""
    for_act: bool = False
    """For having been thought of: it says nothing of work."""

    @property
    def label(self) -> str:
        return f"T-{self.number}"

    @property
    def source(self) -> str:
        """How the ledger names it."""
        return f"T:{self.id}"


def check_undo(thanks: Thanks, user_id: int, now: datetime) -> None:
    """Raise Refused unless `user_id` may take this thank-you back now."""
    if thanks.author_id != user_id:
        raise not_found()
    if now - thanks.at > UNDO_WITHIN:
        raise Refused(N_("The ten minutes for undoing {thanks} are over. If it is wrong, tell a moderator."), thanks=thanks.label)
