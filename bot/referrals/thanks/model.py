"""The record of thanks, and its rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused, not_found
from bot.core.text import THANKS, Field

if TYPE_CHECKING:
    from datetime import datetime

    from bot.core.money import Money

UNDO_WITHIN = timedelta(minutes=10)
"""How long after saying thanks its author may undo it."""

MESSAGE = Field(N_("Your thank-you"), THANKS, multiline=True)
AMOUNT = Field(N_("Work it brought"), 40, required=False)
FOR_ACT = N_("Thank you for thinking of me!")
"""The text of thanks by one press (`for_act`). It is not stored, because each reader gets it in their language."""


class Business(StrEnum):
    """Whether the reported work is of a new client, or more from an earlier one."""

    NEW = "new"
    REPEAT = "repeat"


BUSINESS_LABELS = {
    Business.NEW: N_("New business"),
    Business.REPEAT: N_("More work from an earlier client"),
}


class Thanks(Struct, frozen=True):
    """Thanks from `author_id` to `thanked_id`. `amount` is shown to its author only."""

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
    """Undone by a moderator, not by its author."""
    for_act: bool = False
    """Thanks for the referral as such, whatever comes of it; it reports no work."""

    @property
    def label(self) -> str:
        """The number that people see, such as T-42."""
        return f"T-{self.number}"

    @property
    def source(self) -> str:
        """The `source` of its ledger entries."""
        return f"T:{self.id}"


def check_undo(thanks: Thanks, user_id: int, now: datetime) -> None:
    """Raise Refused where `user_id` may not undo these thanks now."""
    if thanks.author_id != user_id:
        raise not_found()
    if now - thanks.at > UNDO_WITHIN:
        raise Refused(N_("The ten minutes for undoing {thanks} are over. If it is wrong, tell a moderator."), thanks=thanks.label)
