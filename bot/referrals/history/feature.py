"""What past referrals declare: those of the time before Goodword."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, Feature, HelpLine, Table
from bot.membership.events import MEMBER_RENUMBERED
from bot.referrals.history import store as history_store
from bot.referrals.history.service import HistoryImport

FEATURE = Feature(
    "history",
    services={"history_import": HistoryImport},
    actions=(
        AuditAction("past.import", N_("past referrals brought in"), shows_facts=True),
        AuditAction("past.undo", N_("past referrals taken out again"), shows_facts=True),
    ),
    tables=(
        Table("past_imports", names=("moderator_id",)),
        Table(
            "past_referrals",
            key=("day", "giver_id", "receiver_id", "kind", "ordinal"),
            names=("giver_id", "receiver_id"),
        ),
    ),
    help=(
        HelpLine(
            "moderate import",
            N_("referrals of past months from a spreadsheet, for each member's own /me"),
            250,
            for_moderators=True,
        ),
    ),
    names_person=history_store.names,
    hears={MEMBER_RENUMBERED: history_store.renumber},
)
