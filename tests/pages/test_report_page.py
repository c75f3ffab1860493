"""The page of a report, in a real browser: as a leader opens it, prints it and hands it out."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from bot.core.ledger.model import EntryKind
from bot.core.money import Money
from bot.reports.group_report.model import MONTHS, Numbers, Span, Told, closed
from cogs._ui.page.sheet import Row, Section, Sheet
from tests.demo.conftest import SCREENSHOTS
from tests.pages.conftest import PHONE
from tests.pages.sample_report import GROUP, REPORT, YEAR, sheet
from tests.pages.test_page import VILE, luminance

DOCS = Path(__file__).parents[2] / "docs"
PAPER = {"width": 900, "height": 1200}
MOST = 10**9
LONGEST = Numbers(
    dict.fromkeys(EntryKind, MOST), *[MOST] * 8, timedelta(days=300), *[MOST] * 3, ("Consultant for renovating houses " * 2,) * 40,
    ("Consultant for renovating houses " * 2,) * 40, Told((Money(MOST * 10_000, "BRL"), Money(MOST * 10_000, "EUR")), 5, 9, 12),
)  # fmt: skip


def sides(tab) -> int:
    """How many sides of paper it takes."""
    return len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True, format="A4")))


@pytest.mark.parametrize("tag", ["en", "pt-BR"])
def test_a_year_is_on_one_side_of_paper_and_requests_nothing(opened, tag, tmp_path):
    tab = opened(sheet(tag=tag), viewport=PAPER)
    assert tab.locator("html").get_attribute("lang") == tag
    assert sides(tab) == 1
    assert tab.seen == [tab.url]
    tab.emulate_media(media="print")
    names = {"en": "report.png", "pt-BR": "relatorio.png"}
    tab.set_viewport_size({"width": 740, "height": 960})  # A4 without its margins, at 96 dots an inch, and an edge
    tab.evaluate("document.body.style.padding = '30px'")
    tab.screenshot(path=(DOCS if SCREENSHOTS else tmp_path) / names[tag], full_page=True)


def test_each_number_stands_in_a_table_with_last_years_beside_it_and_its_meaning_beneath(opened):
    tab = opened(sheet(), viewport=PAPER)
    assert tab.title() == "Report: 2026"
    expect(tab.get_by_text("29 December 2025 – 27 December 2026")).to_be_visible()
    table = tab.get_by_role("table", name="What we passed on")
    assert [each.inner_text() for each in table.get_by_role("columnheader").all()] == ["2026", "2025"]
    row = table.get_by_role("row").filter(has_text="Referrals passed")
    assert [each.inner_text() for each in row.get_by_role("cell").all()] == ["2,384", "1,902"]
    expect(row.get_by_role("rowheader").locator("small")).to_contain_text("declined or taken back")
    assert tab.locator("tbody tr").count() == tab.locator("tbody tr small").count() == 19


@pytest.mark.parametrize(
    ("tag", "shown"),
    [("en", "Handyman, Mason, and Plumber"), ("pt-BR", "Encanador, Marido de aluguel e Pedreiro")],
)
def test_trades_are_in_the_order_of_the_names_that_are_shown(tag, shown):
    numbers = replace(YEAR, gained=("Bricklayer", "Handyman", "Plumber"))
    rows = [row for section in sheet(replace(REPORT, numbers=numbers), tag).sections for row in section.rows]
    assert any(row.detail.endswith(f": {shown}.") for row in rows), [row.detail for row in rows]


def test_where_goodword_began_is_said_while_it_matters():
    began = "Goodword began here on"
    assert began not in sheet().note
    later = replace(GROUP, set_up_at=datetime(2025, 1, 7, 12, tzinfo=UTC))
    assert sheet(replace(REPORT, group=later)).note.startswith(f"{began} 7 January 2025: what was before is not in the numbers.")


@pytest.mark.parametrize("span", [*Span])
def test_a_shorter_one_of_a_group_that_began_in_it_has_one_column(opened, span):
    of = closed(span, REPORT.of.first, GROUP)
    numbers = replace(YEAR, business=Told(YEAR.business.sums, 0, 2, MONTHS[span]))
    tab = opened(sheet(replace(REPORT, of=of, numbers=numbers, before=None)), viewport=PAPER)
    assert tab.locator("thead").first.get_by_role("columnheader").count() == 1
    assert "Compared" not in tab.content()
    assert sides(tab) == 1


def test_the_longest_one_is_cut_nowhere(opened):
    tab = opened(sheet(replace(REPORT, numbers=LONGEST, before=LONGEST)), viewport=PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert sides(tab) <= 2


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}])
def test_it_is_readable_on_a_screen_and_black_on_white_on_paper(opened, options):
    tab = opened(sheet(), **options)
    for media in ("screen", "print"):
        tab.emulate_media(media=media)
        ground = tab.evaluate("getComputedStyle(document.body).backgroundColor")
        colours = tab.evaluate(
            "[...document.querySelectorAll('h1, h2, th, td, small, p')].map(each => getComputedStyle(each).color)"
        )
        for colour in set(colours):
            low, high = sorted((luminance(ground), luminance(colour)))
            assert (high + 0.05) / (low + 0.05) >= 7, (media, colour)
        assert media == "screen" or ground == "rgb(255, 255, 255)"


@pytest.mark.parametrize("vile", VILE)
def test_a_trade_or_a_groups_name_is_text(opened, vile):
    numbers = replace(YEAR, gained=(vile,))
    tab = opened(sheet(replace(REPORT, numbers=numbers), group=vile))
    assert tab.locator(".group").text_content() == vile
    assert vile in (tab.locator("tbody").last.text_content() or "")
    assert tab.locator("script, img, svg").count() == 0
    assert tab.seen == [tab.url]


@pytest.mark.parametrize("word", ["Incomprehensibilities" * 6, "李" * 90, "👩‍👩‍👧‍👦" * 40])
def test_a_word_without_end_does_not_widen_a_phones_page(opened, word):
    rows = (Row(word, ("1,234,567", "1,234,567"), word),)
    tab = opened(Sheet("en", word, word, word, (Section(word, columns=(word, word), rows=rows),), word), viewport=PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
