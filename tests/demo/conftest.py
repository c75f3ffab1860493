"""The demo as somebody starts it: a process of its own, and a real browser to look at its page."""

from __future__ import annotations

import os
import re
import selectors
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, Locator, Page, ViewportSize, expect

from tests.browser import launched
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

ROOT = Path(__file__).parents[2]
LAST_LINE = "Ctrl-C"
SCREENSHOTS = os.environ.get("GOODWORD_SCREENSHOTS") == "1"
POLL = 50
"""Milliseconds between two looks at the page; by default it would be looked at in each frame, and so drawn for it."""
PRESS = """([cards, selector, label, opener, menu]) => {
    if (!window.simcordPreview.ready) return false
    const plain = text => text.replace(/\\s+/g, " ").toLowerCase()
    const found = (place, selector) => [...(place?.querySelectorAll(selector) ?? [])]
        .filter(each => !each.disabled && each.checkVisibility())
    const card = cards === null ? document : found(document, ".channel-message")
        .filter(each => cards.every(text => plain(each.textContent).includes(plain(text)))).at(-1)
    const wanted = found(opener ? document : card, selector)
        .find(each => label === null || plain(each.textContent).includes(plain(label)))
    if (wanted) wanted.click()
    else if (opener) found(card, opener)[menu]?.click()
    return Boolean(wanted)
}"""
"""Looks for something and presses it in one step of the page's: drawn anew between the two, it would not hear the press.

What opens by another press is looked for again after that one.
"""

FORMATS = """
    const made = {}, Format = Intl.DateTimeFormat
    Intl.DateTimeFormat = function (...about) { return made[JSON.stringify(about)] ??= new Format(...about) }
"""
"""Keeps the formats of dates. The page makes two for each message whenever it is drawn, which takes a seventh of its work."""


class Demo:
    """A running `python -m bot demo`."""

    def __init__(self, *options: str, stdin: int = subprocess.PIPE, locale: str = "pt_BR.UTF-8") -> None:
        self.process = subprocess.Popen(
            [sys.executable, "-m", "bot", "demo", *options],
            cwd=ROOT,
            env={**os.environ, "LC_ALL": locale},
            stdin=stdin,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
        )
        assert self.process.stdout is not None
        self._selector = selectors.DefaultSelector()
        self._selector.register(self.process.stdout, selectors.EVENT_READ)
        self.printed = ""

    def wait_for(self, text: str) -> str:
        """Everything printed so far, once `text` is in it."""
        until = time.monotonic() + PATIENCE
        while text not in self.printed:
            assert self._selector.select(until - time.monotonic()), f"{text!r} did not come after: {self.printed}"
            some = os.read(self.process.stdout.fileno(), 65536)
            assert some, f"It ended before {text!r}: {self.printed}"
            self.printed += some.decode()
        return self.printed

    @property
    def url(self) -> str:
        return re.search(r"http://127\.0\.0\.1:\d+/#\S+", self.wait_for(LAST_LINE))[0]

    @property
    def folder(self) -> Path:
        """Where its store lies, as the system knows it."""
        links = [str(link.readlink()) for link in Path(f"/proc/{self.process.pid}/fd").iterdir() if link.exists()]
        return next(Path(link).parent for link in links if link.endswith(".db"))

    def type(self, line: str) -> None:
        self.process.stdin.write(f"{line}\n".encode())
        self.process.stdin.flush()

    def end(self, number: int = signal.SIGINT) -> None:
        """Ask it to end. It leaves with 0, and without a traceback."""
        self.process.send_signal(number)
        self.ended()

    def ended(self) -> None:
        code = self.process.wait(PATIENCE)
        self.printed += self.process.stdout.read().decode()
        assert code == 0, self.printed
        assert "Traceback" not in self.printed
        assert "Error" not in self.printed

    def refusal(self) -> str:
        """What it says when it does not start."""
        assert self.process.wait(PATIENCE) == 2
        printed = self.process.stdout.read().decode()
        assert "Traceback" not in printed
        return unframed(printed)

    def close(self) -> None:
        if self.process.poll() is None:
            self.process.terminate()
            try:
                self.process.wait(5)
            except subprocess.TimeoutExpired:
                self.process.kill()
                self.process.wait()
        self._selector.close()
        self.process.stdout.close()
        if self.process.stdin is not None:
            self.process.stdin.close()


def unframed(printed: str) -> str:
    """A refusal of the command line, whose long lines may be broken in a frame."""
    return " ".join(printed.replace("│", " ").split())


@pytest.fixture
def start() -> Iterator[Callable[..., Demo]]:
    """Start a demo with these options; it is over when the test is."""
    started: list[Demo] = []

    def begin(*options: str, stdin: int = subprocess.PIPE) -> Demo:
        started.append(Demo(*options, stdin=stdin))
        return started[-1]

    yield begin
    for demo in started:
        demo.close()


@pytest.fixture
def browser() -> Iterator[Browser]:
    """For one test alone: while it is open, playwright's own event loop runs in this thread."""
    with launched() as browser:
        yield browser


class Visitor:
    """Somebody at the page, who does what can be done there by hand."""

    def __init__(self, page: Page, url: str) -> None:
        self.page = page
        page.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        page.goto(url)
        page.locator("#messages-toggle").click()
        expect(page.locator("#channel-composer")).to_be_visible()

    def become(self, name: str) -> None:
        key = self.seat(name).get_attribute("value")
        self.page.locator("#viewer-picker").select_option(value=key)
        self.settle(key)

    def seat(self, name: str) -> Locator:
        """The entry of the menu of viewers, whatever the number of new messages after its name."""
        return self.page.locator("#viewer-picker option").filter(has_text=re.compile(rf"^{re.escape(name)}( \(.+\))?$"))

    def settle(self, viewer: str | None = None) -> None:
        """Wait until the page shows what has happened, to the viewer with this key if one is given."""
        self.page.wait_for_function(
            """key => {
                const page = window.simcordPreview
                return page.ready && (key === null || page.viewerId === key)
            }""",
            arg=viewer,
            polling=POLL,
        )

    def command(self, name: str, **options: str) -> None:
        """Type a slash command, choose it and its options from what is offered, and send it."""
        page = self.page
        page.locator("#channel-composer-input").fill(f"/{name}")
        self._press(f'.command-entry[data-entry-key$=":{name.replace(" ", ".")}"]')
        expect(page.locator(".command-chip")).to_be_visible()
        for option, value in options.items():
            typed = page.locator(f'.command-option-input[data-option="{option}"]')
            if not typed.count():  # an optional one is added first
                self._press(".command-ghost")
                self._press(".command-suggestion", option)
            typed.fill(value)
            self._press(".command-suggestion", value)
        self.settle()
        page.locator("#send-message").click()
        self.settle()

    def offered(self, beginning: str) -> list[str]:
        """The commands that are offered for the beginning of a name."""
        composer = self.page.locator("#channel-composer-input")
        composer.fill("/")
        expect(self.page.locator(".command-entry").first).to_be_visible()
        names = self.page.locator(".command-entry strong").all_inner_texts()
        composer.fill("")
        return [name for name in names if name.startswith(f"/{beginning}")]

    def cancel(self) -> None:
        """Close the open form without submitting it."""
        self.page.keyboard.press("Escape")
        expect(self.page.locator(".modal-dialog")).to_have_count(0)

    def card(self, *texts: str) -> Locator:
        """The newest message that holds these texts, in view."""
        cards = self.page.locator(".channel-message")
        for text in texts:
            cards = cards.filter(has_text=text)
        card = cards.last
        expect(card).to_be_visible()
        card.scroll_into_view_if_needed()
        return card

    def press(self, text: str, label: str) -> None:
        """Press a button of the newest message that holds `text`."""
        self.card(text)
        self._press(".component-button", label, card=[text])

    def choose(self, text: str, option: str, menu: int = 0) -> None:
        """Choose from the first, or a later, menu of the newest message that holds `text`.

        A menu closes when the page moves beneath it, as when a picture above arrives; then it is opened again.
        """
        self.card(text)
        self._press(".select-option", option, card=[text], opener=".select-trigger", menu=menu)

    def _press(
        self, selector: str, label: str | None = None, *, card: list[str] | None = None, opener: str | None = None, menu: int = 0
    ) -> None:
        self.page.wait_for_function(PRESS, arg=[card, selector, label, opener, menu], polling=POLL)

    def fill(self, **fields: str) -> None:
        """Fill the open form in: what can be typed into is typed into, of several the named one is chosen."""
        for name, value in fields.items():
            radio = self.page.locator(f'.modal-dialog [name="{name}"][value="{value}"]')
            if radio.count():
                radio.check()
            else:
                self.page.locator(f'.modal-dialog [name="{name}"]').fill(value)

    def unfold_form(self) -> None:
        """Let the open form be as tall as it wants to be: it scrolls within itself otherwise."""
        self.page.locator(".modal-dialog").evaluate("form => { form.style.maxHeight = 'none' }")

    def picture(self, path: Path, width: int, height: int) -> None:
        """What is seen of the channel and the form, without the page's own tools; in a window of that size where it is to be kept."""
        before = self.page.viewport_size
        if SCREENSHOTS:
            self._resize({"width": width, "height": height})
        newest = self.page.locator("#new-messages")
        if newest.is_visible():
            newest.click()
        self.page.mouse.move(0, 0)
        self.page.locator("#preview-app").screenshot(path=path)
        if SCREENSHOTS:
            self._resize(before)

    def picture_of(self, path: Path, width: int, height: int, *texts: str) -> None:
        """The newest message that holds these texts, alone."""
        before = self.page.viewport_size
        if SCREENSHOTS:
            self._resize({"width": width, "height": height})
        self.page.mouse.move(0, 0)
        self.card(*texts).screenshot(path=path)
        if SCREENSHOTS:
            self._resize(before)

    def _resize(self, size: ViewportSize) -> None:
        """Change the window; the page tells the demo of it a moment later, and takes no press in between."""
        self.page.set_viewport_size(size)
        self.page.wait_for_timeout(500)
        self.settle()

    def submit(self) -> None:
        self.settle()
        self.page.locator(".modal-actions .button-primary").click()
        expect(self.page.locator(".modal-dialog")).to_have_count(0)


@pytest.fixture
def visit(browser: Browser) -> Iterator[Callable[[Demo], Visitor]]:
    """Open a demo's page."""
    # Without a graphics card each pixel and each frame of a movement is computed; only kept pictures need more of them.
    scale = 1.5 if SCREENSHOTS else 1
    context = browser.new_context(viewport={"width": 1080, "height": 780}, device_scale_factor=scale, reduced_motion="reduce")
    context.add_init_script(FORMATS)
    yield lambda demo: Visitor(context.new_page(), demo.url)
    context.close()
