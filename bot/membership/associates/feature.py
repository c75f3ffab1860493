"""What associates declare: how a moderator makes somebody one, and what that person is told."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Destination, Feature, MessageKind
from bot.membership.associates.service import Associates
from bot.membership.members.feature import while_status
from bot.membership.members.model import BELONGING

FEATURE = Feature(
    "associates",
    services={"associates": Associates},
    messages=(MessageKind("member.associate", Destination.PERSON, about_person=True, still_concerns=while_status(*BELONGING)),),
    actions=(
        AuditAction("member.associate", N_("made a friend of the group"), in_history=True, shows_facts=True, also_message=True),
    ),
)
