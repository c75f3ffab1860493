"""The record of a testimonial, and its rules."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.errors import N_, Refused

if TYPE_CHECKING:
    from datetime import datetime

    from bot.referrals.thanks.model import Thanks

MOST = 3
"""Maximum number of thanks on one profile."""


class Pin(Struct, frozen=True):
    """What is noted of thanks that were shown on a profile.

    `pinned_at`: since when they are; None where they are not. `withheld_at`: when their author took them off; they can't be shown again.
    """

    pinned_at: datetime | None = None
    withheld_at: datetime | None = None


NO_PIN = Pin()


class Testimonial(Struct, frozen=True):
    """Thanks as their readers see them on a profile, or as one of the two does in the answer to a press."""

    thanks: Thanks
    author_name: str
    thanked_name: str
    is_shown: bool = True


def check_words(thanks: Thanks) -> None:
    """Raise Refused for thanks that are not in force, or have no words of their author."""
    if thanks.undone_at is not None:
        raise Refused(N_("{thanks} was taken back, so there is nothing to show. Choose another thank-you."), thanks=thanks.label)
    if thanks.for_act or not thanks.message:
        raise Refused(
            N_("{thanks} has no words of its author to show. Choose another thank-you."),
            thanks=thanks.label,
        )


def check_room(thanks: Thanks, pin: Pin, shown: int) -> None:
    """Raise Refused where the author withheld the thanks, or where there are as many on the profile as there may be."""
    if pin.withheld_at is not None:
        raise Refused(
            N_("The author of {thanks} would rather not have it on a profile. Choose another thank-you."), thanks=thanks.label
        )
    if shown >= MOST:
        raise Refused(N_("Three thank-yous are on your profile already. Take one off first: they stand in /profile show."))
