"""A page in a real browser, as somebody opens the file."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import expect

from bot.i18n import words
from cogs._ui.page.model import Labels, Page, Screen
from tests.browser import launched
from tests.patience import PATIENCE

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser
    from playwright.sync_api import Page as Tab

PROJECTOR = {"width": 1280, "height": 720}
PHONE = {"width": 360, "height": 740}
Opened = Any


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """One for the tests of this folder, none of which has an event loop of its own."""
    fonts = {"FONTCONFIG_FILE": str(Path(__file__).with_name("fonts.conf"))}
    with launched(env=os.environ | fonts) as browser:
        yield browser


@pytest.fixture
def opened(browser: Browser, tmp_path: Path) -> Iterator[Callable[..., Tab]]:
    """Write the page to a file and open it; whatever it requests, logs or fails with is in `seen`."""
    contexts = []

    def opening(
        page: Page, *, viewport: dict[str, int] = PROJECTOR, before: Callable[[Tab], object] | None = None, **options: Any
    ) -> Tab:
        file = tmp_path / f"{len(contexts)}.html"
        file.write_bytes(page.draw())
        context = browser.new_context(viewport=viewport, **options)
        contexts.append(context)
        context.set_default_timeout(PATIENCE * 1000)
        expect.set_options(timeout=PATIENCE * 1000)
        tab = context.new_page()
        tab.seen = []
        tab.on("request", lambda request: tab.seen.append(request.url))
        tab.on("console", lambda message: tab.seen.append(message.text))
        tab.on("pageerror", lambda error: tab.seen.append(str(error)))
        tab.on("dialog", lambda dialog: (tab.seen.append(dialog.message), dialog.dismiss()))
        if before:
            before(tab)
        tab.goto(file.as_uri())
        return tab

    yield opening
    for context in contexts:
        context.close()


def page_of(*screens: Screen, tag: str = "en", group: str = "Harbour Referral Group") -> Page:
    return Page(tag, group, "Agenda", screens, Labels.of(words(tag)))
