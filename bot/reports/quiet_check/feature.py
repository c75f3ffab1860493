"""The declaration of the quiet-check."""

from __future__ import annotations

from bot.core.feature import Destination, Feature, MessageKind, Table
from bot.core.morning_items import MorningItems
from bot.membership.events import MEMBER_RENUMBERED
from bot.reports.quiet_check.notices import WORD, erase_person
from bot.reports.quiet_check.service import ITEM, QuietChecks, due, read, renumbered, tend

FEATURE = Feature(
    "quiet_check",
    services={"quiet_checks": QuietChecks},
    messages=(MessageKind(WORD, Destination.MODERATORS, about_person=True),),
    tables=(
        Table("quiet_checks", key=("user_id",), owned_by=("user_id",)),
        Table("quiet_counts", key=("group_id",)),
    ),
    morning_items=(MorningItems(ITEM, due, read),),
    morning=tend,
    hears={MEMBER_RENUMBERED: renumbered},
    erase_person=erase_person,
)
