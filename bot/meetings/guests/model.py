"""The record of a guest or substitute, and its rules."""

from __future__ import annotations

from datetime import timedelta
from enum import StrEnum
from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Doubt, Forbidden, Refused
from bot.core.text import LINE, Field, units

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

KEPT = timedelta(days=30)
"""How long after the end of a guest's last meeting their name, trade and contact are kept."""
MOST_BROUGHT = 10
"""Maximum number of people whom one member brings to one meeting."""

NAME = Field(N_("Their name"), 80)
TRADE = Field(N_("Their trade"), 70, length=units)
CONTACT = Field(N_("Their phone or e-mail"), LINE, required=False)


class GuestKind(StrEnum):
    """A SUBSTITUTE comes in the place of whoever invited them."""

    GUEST = "guest"
    SUBSTITUTE = "substitute"


class GuestState(StrEnum):
    """INVITED, until it is known whether they CAME; then what their inviter says came of it: APPLIED, AGAIN or NOT_NOW."""

    INVITED = "invited"
    CAME = "came"
    DID_NOT_COME = "did_not_come"
    APPLIED = "applied"
    AGAIN = "again"
    NOT_NOW = "not_now"
    WITHDRAWN = "withdrawn"


WAS_HERE = frozenset({GuestState.CAME, GuestState.APPLIED, GuestState.AGAIN, GuestState.NOT_NOW})
"""States of those who came."""
NOTED_AT_DOOR = frozenset({GuestState.CAME, GuestState.DID_NOT_COME})
OUTCOMES = frozenset({GuestState.APPLIED, GuestState.AGAIN, GuestState.NOT_NOW})
"""What an inviter says came of a visit."""
TOLD_BY_INVITER = OUTCOMES | {GuestState.CAME, GuestState.DID_NOT_COME}
"""What an inviter says once the meeting is over."""


class Guest(Struct, frozen=True):
    """Whom `inviter_id` brings to a meeting, or sends in their place; without the contact, which the inviter alone reads.

    `is_held`: a business of the group held the trade when they were invited. `visit` says which visit of the same guest it is, from 1.
    Once it is erased (`wiped_at`), `name` and `trade` are empty.
    """

    id: int
    group_id: int
    meeting_id: int
    inviter_id: int
    kind: GuestKind
    name: str
    trade: str
    state: GuestState
    is_held: bool
    visit: int
    invited_at: datetime
    welcomed_at: datetime | None = None
    wiped_at: datetime | None = None
    version: int = 1

    @property
    def is_substitute(self) -> bool:
        return self.kind is GuestKind.SUBSTITUTE

    @property
    def is_welcome(self) -> bool:
        """Whether the group may read the trade: no business of the group holds it, or a moderator said welcome."""
        return not self.is_held or self.welcomed_at is not None

    @property
    def first_name(self) -> str:
        """The first word of the name; empty once it is erased."""
        return next(iter(self.name.split()), "")

    @property
    def public_trade(self) -> str:
        """The trade as it may stand on a public card: empty while it is held and no moderator said welcome."""
        return self.trade if self.is_welcome else ""

    @property
    def was_here(self) -> bool:
        return self.state in WAS_HERE

    @property
    def is_awaited(self) -> bool:
        """Whether they come, or came: nobody took the invitation back or said that they did not come."""
        return self.state not in {GuestState.DID_NOT_COME, GuestState.WITHDRAWN}


class NotAgreed(Refused):
    """The guest did not agree that the group reads who they are."""


class Held(Doubt):
    """A business of the group holds the guest's trade."""


class Expected(Doubt):
    """The same guest is expected at that meeting already."""


class Visited(Doubt):
    """The same guest was here as often as the group's setting says."""


def read_kind(typed: str) -> GuestKind:
    """What was chosen. Raises Refused."""
    if typed not in set(GuestKind):
        raise Refused(N_("Say whether they come as a guest or in your place, and send it again."))
    return GuestKind(typed)


def check_agreed(typed: str) -> None:
    """Raise NotAgreed unless the guest knows that the group reads who they are."""
    if typed != "yes":
        raise NotAgreed(
            N_(
                "Nothing was kept: the group reads a guest's name and trade, so ask them first. Say yes in the form once they agree."
            )
        )


def check_own_place(*, is_for_self: bool) -> None:
    """Raise Refused where somebody sends a substitute for another member."""
    if not is_for_self:
        raise Refused(
            N_(
                "A substitute comes for whoever sends them. The member whom they stand in for can send them: /meeting guest. Or add them as a guest."
            )
        )


def check_room(brought: Collection[Guest], kind: GuestKind) -> None:
    """Raise Refused where the inviter brings as many to the meeting as one may, or has a substitute there already."""
    if len(brought) >= MOST_BROUGHT:
        raise Refused(
            N_("You bring {most} people to that meeting, and more is not possible. Take one of them back first: /meeting guest."),
            most=MOST_BROUGHT,
        )
    earlier = next((each for each in brought if each.is_substitute), None)
    if kind is GuestKind.SUBSTITUTE and earlier is not None:
        raise Refused(
            N_("{name} comes in your place already. Take that back first, or invite this person as a guest: /meeting guest."),
            name=earlier.name,
        )


def check_marked(guest: Guest) -> None:
    """Raise Refused where it can't be said of the guest whether they came."""
    if guest.state is GuestState.WITHDRAWN:
        raise Forbidden(N_("That invitation was taken back. Add the guest again if they came all the same."))
