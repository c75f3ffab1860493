"""When a referral has rested for so long that somebody is reminded of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.core.calendar import days_before
from bot.referrals.model import WAITING, Kind, Party, Referral, State

if TYPE_CHECKING:
    from datetime import datetime

    from bot.groups.model import Group

ASKED_AFTER = 14
"""Days after which the giver of a lead is asked whether its person agreed."""


@dataclass(frozen=True, slots=True)
class Rest:
    """Whatever has not moved since these moments, nor was reminded of, is due: one not opened, one under way, a lead."""

    unopened: datetime
    quiet: datetime
    lead: datetime

    @classmethod
    def until(cls, group: Group, moment: datetime) -> Rest:
        """By the group's own numbers of days, at the same time of day, whatever daylight saving does between."""
        days = (group.remind_unopened, group.remind_quiet, ASKED_AFTER)
        return cls(*(days_before(moment, each, group.zone) for each in days))


def still_concerns(referral: Referral, user_id: int, since: datetime) -> bool:
    """Whether a reminder of then still holds: nothing moved, and it is this person's to move.

    Of a lead that was taken up only its giver can say more: its person has to agree first.
    """
    if referral.state not in WAITING or referral.changed_at > since or not referral.client.prospect:
        return False
    is_lead = referral.kind is Kind.LEAD
    if referral.party(user_id) is Party.GIVER:
        return is_lead
    return referral.state is State.OPEN or not is_lead
