"""The declaration of reminders."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import Destination, Feature, MessageKind, Switch, Table, Urgency
from bot.referrals.reminders import morning_items

FEATURE = Feature(
    "reminders",
    messages=(MessageKind("reminder", Destination.PERSON, switch="reminders", urgency=Urgency.CLOCK, has_codes=True),),
    tables=(
        Table("reminders", key=("user_id", "at", "referral_id"), names=("user_id",), times=("at",)),
        Table("morning_items", key=("user_id", "kind", "record_id"), owned_by=("user_id",)),
    ),
    nightly=morning_items.prune,
    erase_again=("DELETE FROM reminders WHERE referral_id IN (SELECT id FROM lost)",),
    switches=(Switch("reminders", N_("Reminders"), N_("what has waited for you for long"), 40),),
)
