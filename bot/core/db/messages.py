"""Sentences for a person whose request failed because the store failed: whether it was saved, and what to do."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from bot.core.errors import N_, Unsaved

if TYPE_CHECKING:
    from collections.abc import Callable, Generator

LOST = N_("I lost the connection to my store, and nothing was saved. Please try again in a moment.")
UNSURE = N_(
    "I lost the connection to my store while I was saving this. It may be saved all the same: look in /referrals before you try"
    " again."
)
CROWDED = N_("Too many people did something at the same moment, and nothing was saved. Please try again in a moment.")
LOCKED = N_(
    "Another program keeps my store locked, and nothing was saved. Please try again in a moment; if it stays so, tell whoever runs"
    " this bot."
)
BROKEN = N_(
    "My store can't be used at the moment, and nothing was saved. Please tell whoever runs this bot, and try again later."
)


@contextmanager
def noticing(on_full: Callable[[], None]) -> Generator[None]:
    """Call `on_full` where the context ends for want of room."""
    try:
        yield
    except Unsaved as problem:
        if problem.is_for_want_of_room:
            on_full()
        raise
