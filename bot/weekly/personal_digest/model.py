"""Records of a member's own weekly digest."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Period
    from bot.referrals.model import Referral


class Tally(Struct, frozen=True):
    """The number of entries of one kind, and the names of the other members in them in alphabetical order."""

    times: int
    names: tuple[str, ...]


class OwnWeek(Struct, frozen=True):
    """A member's own weekly digest: referrals that wait for them, each with its giver's name, and their activity in `period`."""

    period: Period
    zone: ZoneInfo
    waiting: tuple[tuple[Referral, str], ...]
    given: Tally
    received: Tally
    thanked_by: Tally
    thanks_said: Tally

    @property
    def is_quiet(self) -> bool:
        """Whether there is nothing to report."""
        return not (self.waiting or any(d.times for d in (self.given, self.received, self.thanked_by, self.thanks_said)))
