"""What personal settings declare."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine
from bot.membership.events import BELONGING_CHANGED
from bot.membership.preferences import service as preferences_service
from bot.membership.preferences.service import Preferences

FEATURE = Feature(
    "preferences",
    services={"preferences": Preferences},
    actions=(AuditAction("profile.settings", N_("personal settings changed"), in_history=True),),
    hears={BELONGING_CHANGED: preferences_service.belonging_changed},
    help=(HelpLine("settings", N_("which messages you get, who reads your contact, your language"), 80),),
)
