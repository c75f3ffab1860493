"""A member: a person whom the moderators let in, before that an applicant, afterwards a former member."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.model.texts import LINE, PARAGRAPH, Field
from bot.model.words import N_, Refused, Sentence

if TYPE_CHECKING:
    from datetime import datetime


class Status(StrEnum):
    APPLICANT = "applicant"
    ACTIVE = "active"
    PAUSED = "paused"
    DECLINED = "declined"
    FORMER = "former"


STATUS_LABELS = {
    Status.APPLICANT: N_("applicant"),
    Status.ACTIVE: N_("member"),
    Status.PAUSED: N_("on leave"),
    Status.DECLINED: N_("declined"),
    Status.FORMER: N_("former member"),
}


class Step(StrEnum):
    """What can happen to a membership."""

    APPROVE = "approve"
    DECLINE = "decline"
    ADD = "add"
    REMOVE = "remove"


STEPS: dict[Step, tuple[frozenset[Status | None], Status]] = {
    Step.APPROVE: (frozenset({Status.APPLICANT}), Status.ACTIVE),
    Step.DECLINE: (frozenset({Status.APPLICANT}), Status.DECLINED),
    Step.ADD: (frozenset({None, Status.APPLICANT, Status.DECLINED, Status.FORMER}), Status.ACTIVE),
    Step.REMOVE: (frozenset({Status.ACTIVE, Status.PAUSED}), Status.FORMER),
}
"""From which states a step may be taken (None: never seen here), and where it leads."""

BUSINESS = Field(N_("Your business"), LINE)
OFFER = Field(N_("What you offer"), PARAGRAPH, multiline=True)
IDEAL_REFERRAL = Field(N_("Who should we send you?"), PARAGRAPH, multiline=True)
CONTACT = Field(N_("How members reach you"), LINE, required=False)
LINKS = Field(N_("Links"), PARAGRAPH, required=False, multiline=True)
SEAT = Field(N_("Trade"), 70)


@dataclass(frozen=True, slots=True)
class Profile:
    """What a member says of themselves; empty text where they said nothing."""

    business: str = ""
    offer: str = ""
    ideal_referral: str = ""
    contact: str = ""
    links: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """A person on a group's roll. `name` and `language` are as last seen in Discord."""

    group_id: int
    user_id: int
    name: str
    status: Status
    seat: str = ""
    profile: Profile = Profile()
    sponsor_id: int | None = None
    language: str | None = None
    on_boards: bool = True
    applied_at: datetime | None = None
    joined_at: datetime | None = None
    left_at: datetime | None = None
    version: int = 1

    @property
    def is_active(self) -> bool:
        return self.status is Status.ACTIVE

    @property
    def belongs(self) -> bool:
        """Whether they hold a seat: active, or on leave."""
        return self.status in {Status.ACTIVE, Status.PAUSED}


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody in the server, on the roll or not, as a command names them; a button carries no name."""

    user_id: int
    name: str = ""
    is_bot: bool = False


def after(step: Step, member: Member | None, name: str) -> Status:
    """The status that `step` leads to. Raises Refused where the present one does not allow it."""
    present = member.status if member else None
    allowed, status = STEPS[step]
    if present in allowed:
        return status
    if present is None:
        raise Refused(N_("{name} has not applied and is not a member. Use /member add to add them."), name=name)
    raise Refused(
        N_("{name} is already here as: {status}. Nothing was changed."),
        name=name,
        status=Sentence(STATUS_LABELS[present]),
    )
