"""What privacy declares: a person's export of what is held about them, and its deletion."""

from __future__ import annotations

from datetime import timedelta

from bot.admin.privacy.export import Export
from bot.admin.privacy.service import Privacy
from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine
from bot.core.limit import Limit

FEATURE = Feature(
    "privacy",
    services={"privacy": Privacy, "export": Export},
    limits=(Limit("privacy.export", 10, timedelta(hours=1)),),
    actions=(AuditAction("privacy.delete", N_("deleted their data")),),
    help=(HelpLine("privacy export", N_("everything that is held about you; /privacy delete deletes it"), 90),),
)
