"""The type of the renderers that features register for their items of the morning list."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from bot.i18n import Words
    from cogs._ui.cards import Button

ItemRenderer = Callable[["Words", Any, int], tuple[str, list["Button"]]]
"""(words, record, stamp): an item's paragraph and its buttons, from what the declaration's `read` returned.

`stamp` is the last part of the buttons' custom ids: with it `morning_list.show_again` finds the list after a press.
"""
BeforeDelivery = Callable[[int, int], Awaitable[None]]
"""(group id, user id): called before a list with such an item is delivered, where Discord may know that it is not for its reader."""
