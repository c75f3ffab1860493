"""Every card of the reports, with the longest of everything; `every_card` lists them with all others."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING

from bot.core.ledger.model import EntryKind
from bot.core.money import Money
from bot.reports.group_report.model import Numbers, Report, Span, Told, closed
from cogs.groups import report_cards as cards
from tests.discord.longest import COUNT

if TYPE_CHECKING:
    from collections.abc import Callable

    from bot.i18n import Words
    from cogs._ui.cards import Card
    from tests.discord.longest import Longest

TRADES = 300


def report_of(made: Longest, span: Span) -> Report:
    trades = tuple(made.seat() for _ in range(TRADES))
    amounts = (Money(10**15, "BRL"), Money(10**15, "EUR"))
    numbers = Numbers(
        dict.fromkeys(EntryKind, COUNT),
        *[COUNT] * 8,
        timedelta(days=COUNT),
        *[COUNT] * 3,
        trades,
        trades,
        Told(amounts, 5, COUNT, 12),
    )
    group = made.group()
    return Report(group, closed(span, date(2026, 1, 1), group), numbers, numbers)


def private_cards(words: Words, made: Longest) -> dict[str, Callable[[], Card]]:
    year = report_of(made, Span.YEAR)
    return {
        **{f"report, {span}": lambda span=span: cards.report_card(words, report_of(made, span)) for span in Span},
        "report to print": lambda: cards.page_card(words, year, ("report-2026.html", b"<!doctype html>")),
        "report in files": lambda: cards.files_card(words, year),
    }
