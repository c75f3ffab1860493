"""The declaration of profiles."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine
from bot.core.limit import Limit
from bot.membership.events import PROFILE_CHANGED, TEXT_PUBLISHED
from bot.membership.profiles.service import Profiles

FEATURE = Feature(
    "profiles",
    services={"profiles": Profiles},
    limits=(Limit("profile.edit", 60, timedelta(hours=1)),),
    actions=(
        AuditAction("profile.edit", N_("profile changed"), in_history=True),
        AuditAction("profile.story", N_("story changed"), in_history=True),
    ),
    help=(HelpLine("profile edit", N_("what others read about you; also story, show, and card for your phone"), 50),),
    announces=(TEXT_PUBLISHED, PROFILE_CHANGED),
)
