"""The declaration of a member's own weekly digest."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import Destination, Feature, MessageKind, Switch, Urgency
from bot.weekly.personal_digest.service import PersonalDigest

FEATURE = Feature(
    "personal_digest",
    services={"personal_digest": PersonalDigest},
    messages=(MessageKind("digest.own", Destination.PERSON, switch="digest", urgency=Urgency.CLOCK),),
    switches=(Switch("digest", N_("Your week"), N_("what waits for you, what you gave and got, once a week"), 50),),
)
