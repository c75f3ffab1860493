"""What the directory shows of a member."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from datetime import datetime

    from bot.membership.members.model import Member, Status


class Line(Struct, frozen=True):
    """A member, active or on leave, in the directory. `back_at` is the end of their leave; None where that is open."""

    user_id: int
    name: str
    status: Status
    seat: str
    ideal_referral: str
    back_at: datetime | None

    @classmethod
    def of(cls, member: Member) -> Line:
        away = member.away
        return cls(
            member.user_id, member.name, member.status, member.seat, member.profile.ideal_referral, away.until if away else None
        )
