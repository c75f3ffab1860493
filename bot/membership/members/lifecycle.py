"""State machine of a membership: the statuses, and the steps between them."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from bot.core.errors import N_, Day, Refused, Sentence
from bot.membership.members.model import STATUS_LABELS, Member, Status

if TYPE_CHECKING:
    from datetime import datetime

APPLY_AGAIN_AFTER = timedelta(days=7)
"""Time after a refusal until the person may apply again; a moderator can add them at any time."""


class Step(StrEnum):
    """A transition of a membership; the values are stored in audit actions and message kinds."""

    APPLY = "apply"
    APPROVE = "approve"
    DECLINE = "decline"
    ADD = "add"
    PAUSE = "pause"
    RESUME = "resume"
    REMOVE = "remove"
    DEPART = "leave"
    RETURN = "return"
    EXPECT = "expect"
    CLAIM = "claim"


STEPS: dict[Step, tuple[frozenset[Status | None], Status | None]] = {
    Step.APPLY: (frozenset({None, Status.DECLINED, Status.FORMER, Status.LINKED}), Status.APPLICANT),
    Step.APPROVE: (frozenset({Status.APPLICANT}), Status.ACTIVE),
    Step.DECLINE: (frozenset({Status.APPLICANT}), Status.DECLINED),
    Step.ADD: (frozenset({None, Status.APPLICANT, Status.LEFT, Status.DECLINED, Status.FORMER, Status.LINKED}), Status.ACTIVE),
    Step.PAUSE: (frozenset({Status.ACTIVE}), Status.PAUSED),
    Step.RESUME: (frozenset({Status.PAUSED}), Status.ACTIVE),
    Step.REMOVE: (frozenset({Status.EXPECTED, Status.ACTIVE, Status.PAUSED, Status.LEFT}), Status.FORMER),
    Step.DEPART: (frozenset({Status.APPLICANT, Status.ACTIVE, Status.PAUSED}), Status.LEFT),
    Step.RETURN: (frozenset({Status.LEFT}), None),
    Step.EXPECT: (frozenset({None}), Status.EXPECTED),
    Step.CLAIM: (frozenset({Status.EXPECTED}), Status.ACTIVE),
}
"""From which statuses a step may be taken (None: never seen here), and where it leads (None: to what it was before)."""


class SeatTaken(Refused):
    """Another business holds the trade, in a group that allows one per trade. The person may join its waitlist, or belong to that business."""

    def __init__(self, seat: str, holder: str) -> None:
        super().__init__(N_("The trade {seat} is taken by {name}. Choose another one."), seat=seat, name=holder)
        self.seat = seat


def after(step: Step, member: Member | None, name: str) -> Status:
    """The status that `step` leads to. Raises Refused where the present one does not allow it."""
    present = member.status if member else None
    allowed, status = STEPS[step]
    if present in allowed:
        return status or (member.returns_to if member else None) or Status.ACTIVE
    if present is None:
        raise Refused(N_("{name} has not applied and is not a member. Use /member add to add them."), name=name)
    raise Refused(
        N_("{name} is already here as: {status}. Nothing was changed."),
        name=name,
        status=Sentence(STATUS_LABELS[present]),
    )


def has_left(name: str) -> Refused:
    """The refusal of a step with somebody who is not in the server."""
    return Refused(N_("{name} is not in the server any more. What they were here rests, and is back when they are."), name=name)


def check_in_server(member: Member | None) -> None:
    """Raise Refused for a member who left the server."""
    if member is not None and member.status is Status.LEFT:
        raise has_left(member.name)


def check_may_apply(member: Member | None, now: datetime, declined_at: datetime | None = None) -> None:
    """Raise Refused unless the person whose present record is `member` may apply at `now`.

    `declined_at`: when somebody without a record, or known from a linked group alone, was declined before they deleted their data.
    """
    status = member.status if member else None
    if status is Status.APPLICANT:
        raise Refused(N_("Your application is already with the moderators. You will hear from them."))
    if member is not None and member.belongs and member.is_associate:
        raise Refused(N_("You are a friend of the group, without a trade. Ask a moderator for yours: they use /member seat."))
    if status not in STEPS[Step.APPLY][0]:
        raise Refused(N_("You are already a member. Use /profile edit to change what others read about you."))
    if member is not None and status is not Status.LINKED:
        declined_at = member.status_at if status is Status.DECLINED else None
    if declined_at is not None:
        again = declined_at + APPLY_AGAIN_AFTER
        if now < again:
            raise Refused(
                N_("The moderators could not let you in the last time. You may apply again from {day} on, or ask them."),
                day=Day(again),
            )
