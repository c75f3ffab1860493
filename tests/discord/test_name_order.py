"""Where cards and files list people or groups, a name with an accent stands beside those without."""

from __future__ import annotations

from msgspec.structs import replace

from bot.core.calendar import PeriodName
from bot.core.ledger.model import EntryKind
from bot.i18n import words
from bot.reports.group_report.model import Span
from bot.reports.group_report.service import Files
from bot.reports.my_groups.model import OwnGroups, OwnNumbers
from bot.weekly.boards.model import Standing
from cogs.activity.groups import groups_card
from cogs.activity.year_sheet import sheet_of
from cogs.groups.report_cards import tables
from tests.discord.every_report_card import report_of
from tests.discord.longest import Longest
from tests.pages.sample_year import NOTHING

ENGLISH = words("en")
NAMES = {1: "zoe", 2: "Ávila", 3: "Bruno", 4: "Œuvre"}
IN_ORDER = ["Ávila", "Bruno", "Œuvre", "zoe"]


def test_the_members_of_a_report() -> None:
    boards = {kind: [Standing(user_id, name, 1, 1) for user_id, name in NAMES.items()] for kind in EntryKind}
    _, members, _ = tables(ENGLISH, Files(report_of(Longest("W"), Span.MONTH), boards, ()))
    assert [row[0] for row in members.rows][1:] == IN_ORDER
    assert members.size == len(NAMES)


def test_ones_groups() -> None:
    numbers = OwnNumbers(0, None, *[0] * 8, ())
    others = tuple(replace(numbers, group_id=group_id) for group_id in NAMES)
    card = groups_card(ENGLISH, OwnGroups(PeriodName.ALL_TIME, numbers, others, 0), {0: "Here", **NAMES})
    text = str(card.payload())
    assert sorted(IN_ORDER, key=text.index) == IN_ORDER


def test_the_people_of_ones_year() -> None:
    exchanges = replace(NOTHING.exchanges, given=dict.fromkeys(NAMES, 1))
    sheet = sheet_of(ENGLISH, replace(NOTHING, exchanges=exchanges, names=NAMES), "Group")
    (listed,) = [row.detail for section in sheet.sections for row in section.rows if "zoe" in row.detail]
    assert sorted(IN_ORDER, key=listed.index) == IN_ORDER
