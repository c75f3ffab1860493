"""A member's own weekly digest: what waits for them, and what they gave and got."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from zoneinfo import ZoneInfo

    from bot.core.calendar import Period
    from bot.referrals.model import Referral


@dataclass(frozen=True, slots=True)
class Deeds:
    """How often something was done, and by or for whom, in alphabetical order."""

    times: int
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class OwnWeek:
    """A member's own weekly news: what waits for them, each with its giver's name, and what they gave and got in some days."""

    period: Period
    zone: ZoneInfo
    waiting: tuple[tuple[Referral, str], ...]
    given: Deeds
    received: Deeds
    thanked_by: Deeds
    thanks_said: Deeds

    @property
    def is_quiet(self) -> bool:
        return not (self.waiting or any(d.times for d in (self.given, self.received, self.thanked_by, self.thanks_said)))
