"""The page of a member's year, in a real browser: read, on a phone, printed."""

from __future__ import annotations

import re

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from tests.demo.conftest import SCREENSHOTS
from tests.pages.conftest import PHONE
from tests.pages.sample_year import NAMES, NOTHING, YEAR, longest, sheet
from tests.pages.test_agenda_page import DOCS, LONGEST_OF


@pytest.fixture
def pictures(tmp_path):
    """Where screenshots go: into the guides' pictures only when somebody asks for new ones."""
    return DOCS if SCREENSHOTS else tmp_path


def value_of(tab, text: str) -> str:
    return tab.locator("tr", has=tab.locator(f"th span:text-is('{text}')")).locator("td").text_content()


def test_it_says_what_was_given_what_came_of_it_and_what_it_brought(opened, pictures):
    tab = opened(sheet(), viewport={"width": 900, "height": 1300})
    assert tab.title() == "My year"
    expect(tab.get_by_text("29 November 2025 – 28 November 2026")).to_be_visible()
    assert [each.text_content() for each in tab.locator("h2").all()] == [
        "What I gave", "Whom I introduced and helped", "What came of it", "What I received", "Thanks, in their words", "What it brought me",
    ]  # fmt: skip
    found = {
        "Referrals that I gave": "12", "Members introduced to each other": "3", "Members helped by my answers and tips": "3",
        "Jobs out of the referrals that I gave": "6", "Thanks to me": "7", "Referrals that I received": "7",
        "Jobs out of the referrals that I received": "4", "Introductions of me to another member": "2", "Thanks that I said": "3",
        "BRL": "R$48,500.00", "EUR": "€1,200.00",
    }  # fmt: skip
    assert {text: value_of(tab, text) for text in found} == found
    expect(tab.get_by_text("Bruno Teixeira (5), Camila Nakamura (4), Diego Martins (2), and Elisa Prado (1)")).to_be_visible()
    assert [each.text_content() for each in tab.locator("blockquote").all()] == [each.text for each in YEAR.said]
    assert tab.locator("figcaption").first.text_content() == f"{NAMES[2]}, 3 February 2026"
    tab.screenshot(path=pictures / "year.png", full_page=True)
    assert tab.seen == [tab.url]


def test_it_is_in_portuguese_and_dark(opened, pictures):
    tab = opened(sheet(tag="pt-BR"), viewport=PHONE, has_touch=True, is_mobile=True, color_scheme="dark")
    assert tab.locator("html").get_attribute("lang") == "pt-BR"
    expect(tab.get_by_role("heading", name="Meu ano")).to_be_visible()
    assert value_of(tab, "Indicações que fiz") == "12"
    tab.screenshot(path=pictures / "ano.png")
    assert tab.seen == [tab.url]


def test_a_year_without_anything_is_noughts_and_no_empty_part(opened):
    tab = opened(sheet(NOTHING))
    assert [each.text_content() for each in tab.locator("h2").all()][-1] == "What I received"
    assert {each.text_content() for each in tab.locator("td").all()} == {"0"}


@pytest.mark.parametrize("letter", LONGEST_OF)
def test_the_longest_of_everything_on_a_phone_and_on_paper(opened, letter):
    tab = opened(sheet(longest(letter), "pt-BR", letter * 100), viewport=PHONE, has_touch=True, is_mobile=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert tab.locator("blockquote").count() == 12
    assert tab.locator("script, img, svg").count() == 0
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(format="A4"))) > 3
    assert tab.seen == [tab.url]


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_ones_own_amounts_are_on_a_side_of_their_own(opened, paper):
    sides = [
        len(re.findall(rb"/Type\s*/Page\b", opened(sheet(year)).pdf(format=paper))) for year in (YEAR, replace(YEAR, brought=()))
    ]
    assert sides[0] == sides[1] + 1
    assert sides[1] <= 2
