"""What privacy declares: a person's export of what is held about them, and its deletion."""

from __future__ import annotations

from bot.admin.privacy.export import Export
from bot.admin.privacy.service import Privacy
from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine

FEATURE = Feature(
    "privacy",
    services={"privacy": Privacy, "export": Export},
    actions=(AuditAction("privacy.delete", N_("deleted their data")),),
    help=(HelpLine("privacy export", N_("everything that is held about you; /privacy delete deletes it"), 90),),
)
