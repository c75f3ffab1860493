"""A sheet in a real browser: reading, paper, phone, reading it out, and what people may have typed into it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogs._ui.page.model import Entry
from cogs._ui.page.sheet import Row, Section, Sheet
from tests.pages.conftest import PHONE
from tests.pages.test_page import VILE, luminance

ROWS = tuple(Row(f"Number {number}", (str(number), str(number - 1)), "What it counts, in one line.") for number in range(1, 6))
SHEET = Sheet(
    "en",
    "Harbour Referral Group",
    "The year 2026",
    "29 December 2025 – 27 December 2026",
    (
        Section("What we passed", ("2026", "2025"), ROWS),
        Section("Thanks", text="Two lines\nof text", entries=(Entry("Thank you so much", "Bruno"), Entry("Well done"))),
    ),
    "A note at the end.",
)


def pages_of(pdf: bytes) -> int:
    return len(re.findall(rb"/Type\s*/Page\b", pdf))


def test_it_is_read_from_top_to_bottom_and_requests_nothing(opened):
    tab = opened(SHEET)
    assert tab.title() == "The year 2026"
    assert tab.locator("html").get_attribute("lang") == "en"
    assert tab.get_by_role("heading").all_inner_texts() == ["The year 2026", "What we passed", "Thanks"]
    expect(tab.get_by_text("A note at the end.")).to_be_visible()
    assert tab.seen == [tab.url]


def test_its_tables_are_read_out_with_their_headings(opened):
    tab = opened(SHEET)
    table = tab.get_by_role("table", name="What we passed")
    assert [each.inner_text() for each in table.get_by_role("columnheader").all()] == ["What we passed", "2026", "2025"]
    row = table.get_by_role("row").nth(3)
    expect(row.get_by_role("rowheader")).to_contain_text("Number 3")
    assert [each.inner_text() for each in row.get_by_role("cell").all()] == ["3", "2"]


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}])
def test_on_paper_it_is_black_on_white_and_on_one_side(opened, options):
    tab = opened(SHEET, **options)
    assert pages_of(tab.pdf(prefer_css_page_size=True)) == 1
    tab.emulate_media(media="print")
    colours = tab.evaluate("[...document.querySelectorAll('h1, h2, th, td, small, p')].map(each => getComputedStyle(each).color)")
    assert all((1 + 0.05) / (luminance(colour) + 0.05) >= 7 for colour in colours), colours
    assert tab.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


def test_a_long_one_goes_on_overleaf_and_cuts_no_row(opened):
    rows = tuple(Row(f"Row {number}", (str(number),), "What it counts. " * 8) for number in range(60))
    tab = opened(Sheet("en", "Group", "Long", "", (Section("All", ("n",), rows),)))
    assert pages_of(tab.pdf(prefer_css_page_size=True)) > 1
    tab.emulate_media(media="print")
    assert tab.evaluate("getComputedStyle(document.querySelector('tbody tr')).breakInside") == "avoid"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_its_colours_are_told_apart(opened, scheme):
    tab = opened(SHEET, color_scheme=scheme)
    ground = luminance(tab.evaluate("getComputedStyle(document.body).backgroundColor"))
    colours = tab.evaluate("[...document.querySelectorAll('h1, h2, th, td, small, p')].map(each => getComputedStyle(each).color)")
    for colour in colours:
        low, high = sorted((ground, luminance(colour)))
        assert (high + 0.05) / (low + 0.05) >= 7, colour


@pytest.mark.parametrize("word", ["Incomprehensibilities" * 6, "李" * 90, "👩‍👩‍👧‍👦" * 40])
def test_on_a_phone_nothing_is_cut_at_the_side(opened, word):
    sheet = Sheet("en", word, word, word, (Section(word, (word, word), (Row(word, (word, "1,234,567"), word),)),), word)
    tab = opened(sheet, viewport=PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]


@pytest.mark.parametrize("vile", VILE)
def test_what_people_typed_is_text(opened, vile):
    rows = (Row(vile, (vile, vile), vile),)
    sheet = Sheet("en", vile, vile, vile, (Section(vile, (vile, vile), rows, vile, (Entry(vile, vile),), vile),), vile)
    tab = opened(sheet)
    assert tab.locator("h1").text_content() == vile
    assert tab.locator("td").first.text_content() == vile
    assert tab.locator("script, img, svg").count() == 0
    assert tab.seen == [tab.url]
