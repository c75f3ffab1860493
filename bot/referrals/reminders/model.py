"""When a referral has waited long enough for a reminder."""

from __future__ import annotations

from typing import TYPE_CHECKING

from msgspec import Struct

from bot.core.calendar import days_before
from bot.referrals.model import WAITING, Kind, Party, Referral, State

if TYPE_CHECKING:
    from datetime import datetime

    from bot.groups.model import Group

REFERRAL = "referral"
"""The name of the renderer of referrals in the morning list; what else stands in it features declare as `morning_items`."""
ASKED_AFTER = 14
"""Days after which the giver of a lead is asked whether the client agreed."""


class Rest(Struct, frozen=True):
    """What has not changed since these instants, nor been reminded of, is due: unopened referrals, those in progress, leads."""

    unopened: datetime
    quiet: datetime
    lead: datetime

    @classmethod
    def until(cls, group: Group, moment: datetime) -> Rest:
        """The instants by the group's settings, each the same local time of day so many days before `moment`."""
        days = (group.remind_unopened, group.remind_quiet, ASKED_AFTER)
        return cls(*(days_before(moment, each, group.zone) for each in days))


def still_concerns(referral: Referral, user_id: int, since: datetime) -> bool:
    """Whether a reminder of the time `since` still applies: the referral has not changed, and this person can act.

    An accepted lead waits for its giver only, because its client has to agree first.
    """
    if referral.state not in WAITING or referral.changed_at > since or not referral.client.prospect:
        return False
    is_lead = referral.kind is Kind.LEAD
    if referral.party(user_id) is Party.GIVER:
        return is_lead
    return referral.state is State.OPEN or not is_lead
