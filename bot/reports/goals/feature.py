"""The declaration of goals."""

from __future__ import annotations

from bot.core.errors import N_
from bot.core.feature import AuditAction, DigestBlock, Feature, HelpLine, Table
from bot.reports.goals.digest import goals
from bot.reports.goals.service import Goals

FEATURE = Feature(
    "goals",
    services={"goals": Goals},
    actions=(AuditAction("goals.choose", N_("chose the group's goals"), shows_facts=True),),
    tables=(Table("group_goals", key=("group_id",)),),
    blocks=(DigestBlock("goals", 24, goals),),
    help=(HelpLine("group goals", N_("goals that the group sets itself, and how far it came"), 268, for_moderators=True),),
)
