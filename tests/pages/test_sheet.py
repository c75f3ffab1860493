"""A sheet in a real browser: read, printed, on a phone, read out, and with what people may have typed."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogs._ui.page.sheet import Quote, Row, Section, Sheet
from tests.pages.conftest import PHONE
from tests.pages.test_page import LONGEST, VILE, luminance

NUMBERS = Section(
    "What you gave",
    "Everything that counts, and nothing of clients.",
    ("This year", "Last year"),
    (Row("Referrals", ("12", "9"), "to Ana, Bruno and Camila"), Row("Introductions", ("3", "0"))),
    note="A lead counts once its person has agreed.",
)
THANKS = Section("Thanks", quotes=(Quote("The kindest client of this year.\nThank you!", "Ana Beatriz Carvalho, 3 May"),))
SHEET = Sheet("en", "Harbour Referral Group", "A year", "1 January to 31 December", (NUMBERS, THANKS), "Only you have this page.")
LONG = Sheet(
    "pt-BR",
    "W" * 100,
    "W" * 60,
    LONGEST,
    (
        Section("W" * 80, "李" * 400, ("W" * 40,), tuple(Row("W" * 100, ("R$" + "9" * 20,), LONGEST) for _ in range(40)), note=LONGEST),
        Section("Thanks", quotes=tuple(Quote((LONGEST * 10)[:1000], "W" * 80) for _ in range(60))),
    ),
    LONGEST,
)  # fmt: skip


def test_it_says_all_of_it_in_order_and_requests_nothing(opened):
    tab = opened(SHEET)
    tree = tab.locator("body").aria_snapshot()
    order = [
        "Harbour Referral Group", 'heading "A year" [level=1]', "1 January to 31 December", 'region "What you gave"',
        'heading "What you gave" [level=2]', 'columnheader "This year"', 'rowheader "Referrals to Ana, Bruno and Camila"', 'cell "12"',
        'cell "9"', "A lead counts", 'heading "Thanks" [level=2]', "The kindest client", "Only you have this page.",
    ]  # fmt: skip
    places = [tree.index(each) for each in order]
    assert places == sorted(places)
    assert 'figure "Ana Beatriz Carvalho, 3 May"' in tree
    assert tab.title() == "A year"
    assert tab.seen == [tab.url]


@pytest.mark.parametrize("sheet", [SHEET, LONG])
@pytest.mark.parametrize("viewport", [PHONE, {"width": 320, "height": 568}, {"width": 1280, "height": 720}])
def test_nothing_is_beside_the_screen(opened, sheet, viewport):
    tab = opened(sheet, viewport=viewport, has_touch=True, is_mobile=True)
    assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"]
    last = tab.locator("footer")
    last.scroll_into_view_if_needed()
    expect(last).to_be_in_viewport()
    assert (
        tab.evaluate(
            "Math.min(...[...document.querySelectorAll('main *')].map(each => parseFloat(getComputedStyle(each).fontSize)))"
        )
        >= 14
    )


@pytest.mark.parametrize("paper", ["A4", "Letter"])
def test_it_is_printed_on_as_many_pages_as_it_takes(opened, paper):
    count = {
        name: len(re.findall(rb"/Type\s*/Page\b", opened(sheet).pdf(format=paper)))
        for name, sheet in (("short", SHEET), ("long", LONG))
    }
    assert count["short"] == 1
    assert count["long"] > 10


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}])
@pytest.mark.parametrize("media", ["screen", "print"])
def test_all_of_it_has_the_contrast_of_wcag_aaa(opened, options, media):
    tab = opened(SHEET, **options)
    tab.emulate_media(media=media)
    ground, *texts = map(
        luminance,
        tab.evaluate(
            """[document.body, ...[...document.querySelectorAll("main *")]
                .filter(each => [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))]
                .map((each, place) => getComputedStyle(each)[place ? "color" : "backgroundColor"])"""
        ),
    )
    assert len(texts) > 12
    for text in texts:
        low, high = sorted((ground, text))
        assert (high + 0.05) / (low + 0.05) >= 7
    assert media == "screen" or ground == 1


def test_what_people_typed_is_shown_as_typed_and_does_nothing(opened):
    for text in VILE:
        section = Section(text, text, (text,), (Row(text, (text,), text),), (Quote(text, text),), text)
        tab = opened(Sheet("en", text, text, text, (section,), text))
        for place in (
            ".group",
            "h1",
            ".subtitle",
            "h2",
            ".text",
            "thead th",
            "tbody th span",
            "small",
            "tbody td",
            "blockquote",
            "figcaption",
        ):
            assert tab.locator(place).text_content() == text, place
        assert tab.locator("script, img, svg, h1 h1").count() == 0
        assert tab.seen == [tab.url]


def test_its_policy_lets_nothing_in(opened):
    tab = opened(SHEET)
    tab.evaluate(
        """() => {
            window.refused = []
            document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective))
            const add = (name, changes) => document.body.append(Object.assign(document.createElement(name), changes))
            add("script", {textContent: "window.owned = true"})
            add("img", {src: "https://example.org/x.png"})
            add("style", {textContent: "body { background: url(https://example.org/x) }"})
            return new Promise(done => setInterval(() => { if (new Set(refused).size >= 3) done() }, 50))
        }"""
    )
    assert tab.evaluate("'owned' in window") is False
