"""A page of screens in a real browser: turning, time, paper, phone, reading it out, and what people may have typed into it."""

from __future__ import annotations

import re

import pytest
from playwright.sync_api import expect

from cogs._ui.page.model import Entry, Screen
from cogs._ui.page.render import columns
from tests.pages.conftest import PHONE, page_of

NAMES = ("Ana Beatriz Carvalho", "Bruno Teixeira", "Camila Nakamura", "Diego Martins", "Elisa Prado")
ROUND = page_of(*(Screen("The round", name, "Lawyer", seconds=60 if name == NAMES[1] else 0) for name in NAMES))
VILE = (
    "<script>document.title='owned';alert(1)</script>",
    "<img src=https://example.org/x.png onerror=alert(1)>",
    "\"'><svg/onload=alert(1)>",
    "</style></title></script><h1>heading</h1>",
    "javascript:alert(1) {{ 7 * 7 }} {% raw %} &lt;b&gt; &amp;",
    "\u202eevil\u202c \u2066isolated\u2069 \u200f",
    "👩‍👩‍👧‍👦 🇧🇷 李 Ж ع",
)
LONGEST = "Whoever has just bought a house and is about to renovate its kitchen, bathroom and everything else. "


def shows(tab, name: str) -> None:
    """Wait until that is the title of the only screen that is seen."""
    expect(tab.locator(".screen:not([hidden]) .title")).to_have_text([name])
    assert [each.is_visible() for each in tab.locator(".screen").all()].count(True) == 1


@pytest.mark.parametrize(
    ("forward", "back"), [("ArrowRight", "ArrowLeft"), ("ArrowDown", "ArrowUp"), ("PageDown", "PageUp"), (" ", "Shift+ ")]
)
def test_it_is_led_by_keys_alone(opened, forward, back):
    tab = opened(ROUND)
    shows(tab, NAMES[0])
    tab.keyboard.press(back)
    shows(tab, NAMES[0])
    for name in NAMES[1:]:
        tab.keyboard.press(forward)
        shows(tab, name)
    tab.keyboard.press(forward)
    shows(tab, NAMES[-1])
    expect(tab.get_by_text("5 of 5", exact=True)).to_be_visible()
    tab.keyboard.press(back)
    shows(tab, NAMES[-2])
    tab.keyboard.press("Home")
    shows(tab, NAMES[0])
    tab.keyboard.press("End")
    shows(tab, NAMES[-1])
    assert tab.seen == [tab.url.partition("#")[0]]


def test_it_says_where_one_is_and_what_follows(opened):
    tab = opened(ROUND)
    tab.keyboard.press("ArrowRight")
    assert tab.title() == "2 of 5 · Bruno Teixeira · Agenda"
    expect(tab.get_by_text("Next: Camila Nakamura")).to_be_visible()
    expect(tab.get_by_role("status")).to_have_text("2 of 5: Bruno Teixeira")
    tab.reload()
    shows(tab, NAMES[1])
    tab.goto(f"{tab.url.partition('#')[0]}#999")
    tab.reload()
    shows(tab, NAMES[-1])


def test_it_is_led_by_mouse_buttons_and_menu(opened):
    tab = opened(ROUND)
    tab.mouse.click(1000, 400)
    shows(tab, NAMES[1])
    tab.mouse.click(100, 400)
    shows(tab, NAMES[0])
    tab.get_by_role("button", name="Next").click()
    shows(tab, NAMES[1])
    tab.keyboard.press(" ")  # a pressed button does not keep the space bar for itself
    shows(tab, NAMES[2])
    tab.get_by_role("button", name="Back").click()
    shows(tab, NAMES[1])
    tab.get_by_role("combobox", name="Go to").select_option("5 · Elisa Prado")
    shows(tab, NAMES[4])
    tab.get_by_text("Elisa Prado", exact=True).first.dblclick()  # selects a word
    assert tab.evaluate("getSelection().toString().length") > 0


def test_a_presenters_remote_turns_one_screen_while_the_menu_has_the_focus(opened):
    """As after a click into it by which nothing was chosen; the other keys are the menu's then."""
    tab = opened(ROUND)
    tab.get_by_role("combobox", name="Go to").focus()
    tab.keyboard.press("PageDown")
    shows(tab, NAMES[1])
    tab.keyboard.press("PageDown")
    shows(tab, NAMES[2])
    tab.keyboard.press("PageUp")
    shows(tab, NAMES[1])
    tab.keyboard.press("End")
    shows(tab, NAMES[-1])


@pytest.mark.parametrize(
    "name", ["Chukwuemeka Oyelaran", "Wolfgang Schwarzenegger", "Maria Aparecida Vasconcelos", "Łukasz Brzęczyszczykiewicz-Nowak"]
)
def test_a_name_is_broken_between_its_words_on_a_phone(opened, name):
    tab = opened(page_of(Screen("Round", name)), viewport=PHONE, is_mobile=True)
    wide, room = tab.locator(".title").evaluate(
        """title => {
            const room = title.parentElement.clientWidth
            title.style.overflowWrap = "normal"
            title.style.width = "min-content"
            return [title.getBoundingClientRect().width, room]
        }"""
    )
    assert wide <= room


def test_its_buttons_are_reached_and_pressed_by_keys(opened):
    tab = opened(ROUND)
    reached = set()
    for _ in range(8):
        tab.keyboard.press("Tab")
        reached.add(tab.evaluate("document.activeElement.getAttribute('aria-label') ?? document.activeElement.textContent"))
        if tab.evaluate("document.activeElement.matches('.forward')"):
            break
    assert "Next" in reached
    tab.keyboard.press(" ")
    shows(tab, NAMES[1])
    tab.keyboard.press("Enter")
    shows(tab, NAMES[2])


def test_it_is_turned_by_a_finger(opened):
    tab = opened(ROUND, viewport=PHONE, has_touch=True, is_mobile=True)

    def swipe(*path):
        session = tab.context.new_cdp_session(tab)
        points = [[{"x": x, "y": y}] for x, y in path]
        session.send("Input.dispatchTouchEvent", {"type": "touchStart", "touchPoints": points[0]})
        for point in points[1:]:
            session.send("Input.dispatchTouchEvent", {"type": "touchMove", "touchPoints": point})
        session.send("Input.dispatchTouchEvent", {"type": "touchEnd", "touchPoints": []})
        session.detach()

    swipe((300, 400), (200, 405), (100, 410))
    shows(tab, NAMES[1])
    swipe((60, 400), (160, 400), (280, 400))
    shows(tab, NAMES[0])
    swipe((200, 600), (205, 400), (210, 200))  # scrolls
    shows(tab, NAMES[0])
    tab.touchscreen.tap(300, 500)
    shows(tab, NAMES[1])


def test_the_time_is_counted_down_paused_and_over(opened):
    tab = opened(ROUND, before=lambda tab: tab.clock.install(time=0))
    tab.keyboard.press("ArrowRight")
    clock = tab.locator(".screen:not([hidden]) .clock")
    expect(clock).to_have_text("1:00")
    tab.clock.run_for(15_000)
    expect(clock).to_have_text("0:45")
    tab.keyboard.press("p")
    tab.clock.run_for(30_000)
    expect(clock).to_have_text("0:45")
    tab.get_by_role("button", name="Go on").click()
    tab.clock.run_for(44_000)
    expect(clock).to_have_text("0:01")
    tab.clock.run_for(90_000)
    expect(clock).to_have_text("0:00")
    expect(tab.get_by_role("status")).to_have_text("Time is up")
    shows(tab, NAMES[1])  # it does not turn by itself
    tab.keyboard.press("ArrowRight")
    expect(tab.get_by_role("button", name="Pause")).to_be_hidden()
    tab.keyboard.press("ArrowLeft")
    expect(clock).to_have_text("1:00")


def test_what_people_typed_is_shown_as_typed_and_does_nothing(opened):
    page = page_of(*(Screen(text, text, text, text, text, (Entry(text, text),), text) for text in VILE), group=VILE[0])
    tab = opened(page)
    for text in VILE:
        section = tab.locator(".screen:not([hidden])")
        assert section.locator(".title").text_content() == text
        assert section.locator(".text").text_content() == text
        assert section.locator("strong").text_content() == text
        assert section.locator("script, img, svg, h1 h1").count() == 0
        tab.keyboard.press("ArrowRight")
    assert tab.evaluate("document.querySelectorAll('script').length") == 1
    assert tab.evaluate("document.querySelectorAll('h1').length") == 1
    assert tab.seen == [tab.url.partition("#")[0]]


def test_its_policy_lets_nothing_in_nor_out(opened):
    tab = opened(ROUND)
    tab.evaluate(
        """() => {
            window.refused = []
            document.addEventListener("securitypolicyviolation", event => refused.push(event.effectiveDirective))
            const add = (name, changes) => document.body.append(Object.assign(document.createElement(name), changes))
            add("script", {textContent: "window.owned = true"})
            add("script", {src: "https://example.org/x.js"})
            add("img", {src: "https://example.org/x.png"})
            add("style", {textContent: "body { background: url(https://example.org/x) }"})
            add("iframe", {src: "https://example.org/"})
            fetch("https://example.org/").catch(() => {})
            return new Promise(done => setInterval(() => { if (new Set(refused).size >= 5) done() }, 50))
        }"""
    )
    assert tab.evaluate("'owned' in window") is False
    assert {"script-src-elem", "img-src", "style-src-elem", "frame-src", "connect-src"} <= set(tab.evaluate("refused"))


FULL = page_of(
    Screen("Welcome", "W" * 60, "Tuesday, 1 December 2026, 07:30–09:00", note="Café Aurora, " * 10, is_cover=True),
    Screen(
        "A part with rather a long name",
        "W" * 30 + " " + "i" * 29,
        "Landscape gardener",
        "Looks for",
        (LONGEST * 5)[:400],
        seconds=60,
    ),
    Screen("The round", "Ana", "Lawyer", "Looks for", "李" * 200, seconds=600),
    Screen("The round", "Maximiliana Wolfeschlegelsteinhausenbergerdorff", "", "Looks for", "Z" * 400),
    Screen(
        "Guests",
        "Our guests today",
        entries=tuple(
            Entry("Maximiliana Wolfeschlegelstein-Hausen", "Landscape gardener · brought by Ana Beatriz") for _ in range(4)
        ),
    ),
    Screen(
        "Referrals and thanks",
        "Camila Nakamura",
        "Architect",
        entries=tuple(Entry("Thanks Diego Martins", (LONGEST * 2)[:140]) for _ in range(3)),
    ),
    Screen("Trades", "Whom do you know?", entries=tuple(Entry(text[:40]) for text in VILE[:6])),
    group="The Very Long Named Referral Group of the Old Harbour and its Neighbouring Quarters",
)


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}, {"forced_colors": "active"}])
def test_the_longest_texts_fit_on_a_projector(opened, options):
    tab = opened(FULL, **options)
    for number in range(len(FULL.screens)):
        assert tab.evaluate("[document.documentElement.scrollWidth, document.documentElement.scrollHeight]") == [1280, 720], (
            number
        )
        edges = tab.evaluate(
            """[...document.querySelectorAll(".screen:not([hidden]) .body, .screen:not([hidden]) header, .screen:not([hidden]) footer")]
                .map(each => each.getBoundingClientRect()).map(box => [box.top, box.bottom])"""
        )
        header, body, footer = edges
        assert header[1] <= body[0], number
        assert body[1] <= footer[0], number
        smallest = tab.evaluate(
            "Math.min(...[...document.querySelectorAll('.screen:not([hidden]) .body *')].map(each => parseFloat(getComputedStyle(each).fontSize)))"
        )
        assert smallest >= 24, number  # a thirtieth of the height is read from the back of a room
        tab.keyboard.press("ArrowRight")


@pytest.mark.parametrize(
    "viewport", [PHONE, {"width": 320, "height": 568}, {"width": 768, "height": 1024}, {"width": 740, "height": 360}]
)
def test_nothing_is_beside_the_screen_of_a_phone(opened, viewport):
    tab = opened(FULL, viewport=viewport, has_touch=True, is_mobile=True)
    for number in range(len(FULL.screens)):
        assert tab.evaluate("document.documentElement.scrollWidth") <= viewport["width"], number
        last = tab.locator(".screen:not([hidden]) footer")
        last.scroll_into_view_if_needed()
        expect(last).to_be_in_viewport()
        tab.keyboard.press("PageDown")


@pytest.mark.parametrize("page", [ROUND, FULL])
@pytest.mark.parametrize("paper", [{"prefer_css_page_size": True}, {"format": "A4"}, {"format": "A4", "landscape": True}])
def test_each_screen_is_a_printed_page(opened, page, paper):
    tab = opened(page)
    tab.keyboard.press("ArrowRight")
    assert len(re.findall(rb"/Type\s*/Page\b", tab.pdf(**paper))) == len(page.screens)


def test_it_is_read_out_in_order(opened):
    tab = opened(
        page_of(
            Screen(
                "The round", "Ana", "Lawyer", "Looks for", "A building with shops.", (Entry("One", "of a list"),), "A note", 60
            ),
            ROUND.screens[0],
        )
    )
    tree = tab.locator("body").aria_snapshot()
    order = [
        'region "Ana"',
        'heading "Ana" [level=1]',
        "Lawyer",
        "Looks for",
        "A building with shops.",
        "listitem",
        "One",
        "of a list",
        "A note",
        "1 of 2",
        "timer",
    ]
    places = [tree.index(each) for each in order]
    assert places == sorted(places)
    assert 'navigation "Agenda"' in tree
    assert 'combobox "Go to"' in tree
    assert "Carvalho" not in tree.partition("navigation")[0].replace("Next: Ana Beatriz Carvalho", "")


def luminance(colour):
    channels = [int(each) / 255 for each in re.findall(r"\d+", colour)[:3]]
    linear = [each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4 for each in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}])
@pytest.mark.parametrize("is_cover", [False, True])
def test_all_of_it_has_the_contrast_of_wcag_aaa(opened, options, is_cover):
    screen = Screen("Part", "Title", "Subtitle", "Label", "Text", (Entry("One", "two"),), "Note", 60, is_cover=is_cover)
    tab = opened(page_of(screen, screen), **options)
    for _ in range(2):
        colours = tab.evaluate(
            """() => {
                const ground = [document.querySelector(".screen"), document.body].map(each => getComputedStyle(each).backgroundColor)
                    .find(colour => !colour.endsWith(", 0)"))
                return [ground, ...[...document.querySelectorAll(".screen:not([hidden]) *")]
                    .filter(each => each.checkVisibility() && [...each.childNodes].some(node => node.nodeType === 3 && node.data.trim()))
                    .map(each => getComputedStyle(each).color)]
            }"""
        )
        ground, *texts = map(luminance, colours)
        assert len(texts) > 8
        for text in texts:
            low, high = sorted((ground, text))
            assert (high + 0.05) / (low + 0.05) >= 7, colours
        tab.keyboard.press("t")  # the other colours


@pytest.mark.parametrize("options", [{}, {"color_scheme": "dark"}, {"contrast": "more"}])
@pytest.mark.parametrize("pressed", ["", "t", "tt"])
def test_on_paper_it_is_black_on_white(opened, options, pressed):
    tab = opened(
        page_of(Screen("Part", "Title", "Sub", "Label", "Text", note="Note", is_cover=True), ROUND.screens[1]), **options
    )
    for key in pressed:
        tab.keyboard.press(key)
    tab.emulate_media(media="print")
    colours = tab.evaluate(
        """[...document.querySelectorAll(".title, .text, .subtitle, .note, .part, .group, .clock, .label")]
            .map(each => getComputedStyle(each).color)"""
    )
    assert all((1 + 0.05) / (luminance(colour) + 0.05) >= 7 for colour in colours), colours
    grounds = tab.evaluate("[...document.querySelectorAll('body, .screen')].map(each => getComputedStyle(each).backgroundColor)")
    assert set(grounds) <= {"rgb(255, 255, 255)", "rgba(0, 0, 0, 0)"}


def test_nothing_moves_where_that_is_unwanted(opened):
    tab = opened(ROUND, reduced_motion="reduce")
    durations = tab.evaluate("[...document.querySelectorAll('*')].map(each => getComputedStyle(each).transitionDuration)")
    assert set(durations) == {"0s"}


def test_without_its_script_the_screens_stand_below_each_other(opened):
    tab = opened(ROUND, java_script_enabled=False)
    for name in NAMES:
        expect(tab.get_by_role("heading", name=name)).to_be_visible()
    expect(tab.get_by_role("navigation")).to_be_hidden()


def test_widths_are_counted_in_columns():
    assert columns("ana") == 3
    assert columns("Ana Wolf") == 9
    assert columns("李小龍") == 6
    assert columns("e\u0301\u202e") == 1
    assert columns("👩") == 2
