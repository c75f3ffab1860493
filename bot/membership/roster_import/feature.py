"""What the import of a roll declares."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature
from bot.membership.roster_import.service import RosterImport

FEATURE = Feature(
    "roster_import",
    services={"roster_import": RosterImport},
    actions=(AuditAction("member.import", N_("changed from a spreadsheet"), in_history=True, shows_facts=True),),
)
