"""The year of a group of sixty, as the report on it has it."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from typing import TYPE_CHECKING

from bot.core.ledger.model import EntryKind
from bot.core.money import Money
from bot.groups.model import Group, PublicLanguage
from bot.i18n import words
from bot.reports.group_report.model import Numbers, Report, Span, Told, closed
from cogs.groups.report_cards import sheet_of

if TYPE_CHECKING:
    from cogs._ui.page.sheet import Sheet

GROUP = Group(
    100,
    set_up_at=datetime(2024, 1, 9, 12, tzinfo=UTC),
    time_zone="America/Sao_Paulo",
    currency="BRL",
    language=PublicLanguage.ENGLISH,
)
YEAR = Numbers(
    {EntryKind.REFERRAL: 2384, EntryKind.INTRODUCTION: 362, EntryKind.ANSWER: 418, EntryKind.THANKS: 1127},
    receivers=58,
    jobs=604,
    guests=143,
    applied=19,
    meetings=49,
    attended=2205,
    asks=287,
    answered=251,
    to_first_answer=timedelta(hours=5, minutes=20),
    members=60,
    joined=13,
    left=8,
    gained=("Architect", "Florist", "Physiotherapist", "Electrician", "Tax adviser"),
    lost=("Photographer", "Caterer"),
    business=Told((Money(284_000_000, "BRL"),), 11, 2, 12),
)
YEAR_BEFORE = Numbers(
    {EntryKind.REFERRAL: 1902, EntryKind.INTRODUCTION: 240, EntryKind.ANSWER: 0, EntryKind.THANKS: 988},
    receivers=52,
    jobs=511,
    guests=97,
    applied=12,
    meetings=50,
    attended=2000,
    asks=0,
    answered=0,
    to_first_answer=None,
    members=55,
    joined=11,
    left=9,
    gained=("Baker", "Plumber", "Designer"),
    lost=("Notary",),
    business=Told((Money(231_000_000, "BRL"),), 12, 0, 12),
)
REPORT = Report(GROUP, closed(Span.YEAR, date(2026, 1, 1), GROUP), YEAR, YEAR_BEFORE)


def sheet(report: Report = REPORT, tag: str = "en", group: str = "Harbour Referral Group") -> Sheet:
    return sheet_of(words(tag), report, group)
