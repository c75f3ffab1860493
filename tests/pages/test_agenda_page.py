"""The page of an agenda, in a real browser: as somebody opens the file who leads the meeting with it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from msgspec.structs import replace
from playwright.sync_api import expect

from bot.meetings.agenda.model import Exchanged, Person, Talk, Visitor
from cogs.meetings import agenda_text
from tests.demo.conftest import SCREENSHOTS
from tests.pages.conftest import PHONE
from tests.pages.sample_agenda import AGENDA, ANA, IN_PORTUGUESE, longest, page
from tests.pages.test_page import shows

DOCS = Path(__file__).parents[2] / "docs"
LONGEST_OF = ("W", "李", "👩‍👩‍👧‍👦", "<script>alert(1)</script>", "a\n")


PICTURES = {1: "agenda-welcome.png", 4: "agenda-round.png"}
"""Of which screens there is one in the guides."""


def picture(tab, path):
    """The screen without its controls, as it is projected while nobody moves the mouse."""
    tab.evaluate("document.documentElement.classList.add('rests')")
    tab.screenshot(path=path)


@pytest.fixture
def pictures(tmp_path):
    """Where screenshots go: into the guides' pictures only when somebody asks for new ones."""
    return DOCS if SCREENSHOTS else tmp_path


def test_a_meeting_is_led_with_it_from_welcome_to_the_next(opened, pictures):
    tab = opened(page(), reduced_motion="reduce")
    order = [
        "Harbour Referral Group", "Welcome to our guests", "Camila Nakamura", "Ana Beatriz Carvalho", "Bruno Teixeira", "Camila Nakamura",
        "Diego Martins", "Tomás Albuquerque", "Inês Prado", "Chukwuemeka Oyelaran", "How do I get a late payer to pay?", "Camila Nakamura",
        "Ana Beatriz Carvalho", "Bruno Teixeira", "What else is there?", "R$48,000", "Please note", "Whom do you know?", "Whom do you know?",
        "Tuesday, 8 December, 07:30",
    ]  # fmt: skip
    for number, title in enumerate(order, 1):
        shows(tab, title)
        expect(tab.get_by_text(f"{number} of {len(order)}", exact=True)).to_be_visible()
        if number in PICTURES:
            picture(tab, pictures / PICTURES[number])
        tab.keyboard.press("PageDown")
    assert tab.seen == [tab.url.partition("#")[0]]


def test_it_is_in_portuguese_where_the_group_is(opened, pictures):
    tab = opened(page(IN_PORTUGUESE, "pt-BR"), color_scheme="dark", reduced_motion="reduce")
    assert tab.locator("html").get_attribute("lang") == "pt-BR"
    expect(tab.get_by_text("Terça-feira, 1º de dezembro, 07:30")).to_be_visible()
    for _ in range(3):
        tab.keyboard.press("ArrowRight")
    for text in ("A rodada", "Procura", "4 de 20", "A seguir: Bruno Teixeira"):
        expect(tab.get_by_text(text, exact=True).locator("visible=true")).to_be_visible()
    picture(tab, pictures / "roteiro-rodada.png")


def test_where_nobody_is_there_it_still_opens(opened):
    empty = replace(
        AGENDA,
        visitors=(),
        round=(),
        lesson=None,
        talks=(),
        exchanged=(),
        announcements=(),
        trades=(),
        following=None,
        next_talks=(),
    )
    tab = opened(page(empty, total=None))
    shows(tab, "Harbour Referral Group")
    tab.keyboard.press("End")
    shows(tab, "12 referrals")


def test_a_question_in_the_text_to_copy_is_followed_by_no_colon():
    lines = agenda_text.text_of(page().screens).splitlines()
    assert (
        "- How do I get a late payer to pay? Call on a Thursday morning, say the number of the invoice, and be silent." in lines
    )
    assert "- Diego Martins (Photographer): The person who books the speakers of a trade fair." in lines


@pytest.mark.parametrize("letter", LONGEST_OF)
def test_sixty_members_and_the_longest_of_everything(opened, letter):
    made = page(longest(letter), tag="pt-BR")
    tab = opened(made)
    sizes = tab.evaluate(
        """() => [...document.querySelectorAll(".screen")].map(screen => {
            document.querySelectorAll(".screen").forEach(each => { each.hidden = each !== screen })
            return [document.documentElement.scrollWidth, document.documentElement.scrollHeight]
        })"""
    )
    assert len(sizes) == len(made.screens)
    assert {width for width, _ in sizes} == {1280}
    assert [(number, height) for number, (_, height) in enumerate(sizes) if height > 720] == []
    assert tab.evaluate("document.querySelectorAll('script').length") == 1
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(prefer_css_page_size=True))) == len(made.screens)
    tab.set_viewport_size(PHONE)
    assert tab.evaluate("document.documentElement.scrollWidth") <= PHONE["width"]
    assert tab.seen == [tab.url.partition("#")[0]]


def test_a_name_from_right_to_left_does_not_turn_the_sentence_around_it(opened):
    accountant, name, other = "محاسب قانوني", "نועה בן־דוד", "محمد"
    guest = Visitor(Person(name, accountant), name, stands_in=False)
    given = Exchanged(ANA, (name, other), 1, ())
    tab = opened(page(replace(AGENDA, visitors=(guest,), exchanged=(given,))))
    where = """([selector, ...parts]) => parts.map(part => {
        const line = [...document.querySelectorAll(selector)].find(each => each.textContent.includes(part)).firstChild
        const range = document.createRange()
        range.setStart(line, line.data.indexOf(part))
        range.setEnd(line, line.data.indexOf(part) + part.length)
        return range.getBoundingClientRect().left
    })"""
    for number, parts in ((2, (accountant, "brought by", name)), (11, ("to ", name, other, "and 1 more"))):
        tab.goto(f"{tab.url.partition('#')[0]}#{number}")
        tab.reload()
        lefts = tab.evaluate(where, [".screen:not([hidden]) li span", *parts])
        assert lefts == sorted(set(lefts)), "in the order in which they are written"
    assert tab.locator(".title", has_text=name).last.evaluate("title => getComputedStyle(title).direction") == "rtl"


@pytest.mark.parametrize(("name", "trade"), [("נועה", "Notary"), ("Ana", "محاسب قانوني")])
def test_a_trade_stands_on_the_side_of_the_name_whichever_way_it_runs(opened, name, trade):
    tab = opened(page(replace(AGENDA, talks=(Talk(Person(name, trade), ""),), round=(), visitors=(), lesson=None)))
    tab.keyboard.press("ArrowRight")
    shows(tab, name)
    sides = """selector => {
        const range = document.createRange()
        range.selectNodeContents(document.querySelector(`.screen:not([hidden]) ${selector}`))
        const {left, right} = range.getBoundingClientRect()
        return left + right < innerWidth ? "left" : "right"
    }"""
    assert tab.evaluate(sides, ".title") == tab.evaluate(sides, ".subtitle") == ("right" if name == "נועה" else "left")
