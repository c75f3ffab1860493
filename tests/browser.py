"""The real browser of the tests that look at a page."""

from __future__ import annotations

import shutil
from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import Browser, sync_playwright

if TYPE_CHECKING:
    from collections.abc import Iterator

BROWSERS = ("chromium-headless-shell", "chromium", "chromium-browser")
"""The first that is there is taken. The headless shell draws the same pages without the browser's windows, in a quarter of the CPU time
(https://developer.chrome.com/blog/chrome-headless-shell).
"""
FLAGS = """
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking --disable-component-update --disable-sync
""".split()


@contextmanager
def launched(**options: object) -> Iterator[Browser]:
    """While it is open, playwright's own event loop runs in this thread. Skips the test where there is no browser."""
    chromium = next(filter(None, map(shutil.which, BROWSERS)), None)
    if chromium is None:
        pytest.skip("There is no chromium on this machine; on Debian it comes with: apt-get install chromium-headless-shell")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=FLAGS, **options)
        yield browser
        browser.close()
