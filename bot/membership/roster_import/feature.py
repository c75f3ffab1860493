"""What the import of a roll declares."""

from __future__ import annotations

from datetime import timedelta

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, Table
from bot.core.limit import Limit
from bot.membership.events import MEMBER_RENUMBERED
from bot.membership.roster_import import store as roster_import_store
from bot.membership.roster_import.service import RosterImport

# The facts that `applying` logs, without status and trade. The contact is not among them, since the log never holds it.
OWN_WORDS = ("name", "business", "offer", "ideal_referral", "links", "goals", "wins", "interests", "circles", "skills", "joined")

FEATURE = Feature(
    "roster_import",
    services={"roster_import": RosterImport},
    limits=(Limit("member.export", 20, timedelta(hours=1)),),
    actions=(
        AuditAction("member.import", N_("changed from a spreadsheet"), in_history=True, shows_facts=True, own_words=OWN_WORDS),
        AuditAction(
            "member.import_undo", N_("put back as before a spreadsheet"), in_history=True, shows_facts=True, own_words=OWN_WORDS
        ),
        AuditAction("roll.import", N_("roll imported"), shows_facts=True),
        AuditAction("roll.undo", N_("import of the roll undone"), shows_facts=True),
    ),
    tables=(
        Table("roll_imports", names=("moderator_id",)),
        Table(
            "roll_import_changes",
            key=("import_id", "member_id"),
            owned_by=("member_id",),
            sealed=("before", "after"),
            sealed_by="member_id",
        ),
    ),
    nightly=roster_import_store.purge,
    hears={MEMBER_RENUMBERED: roster_import_store.renumbered},
)
